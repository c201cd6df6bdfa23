"""Parts of `benchmarks.speed`: what runs in processes of its own, and what is made of it."""
