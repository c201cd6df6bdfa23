"""What can be known of words without a model or a store."""
