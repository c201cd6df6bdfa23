"""Inference: language models as graphs, which start at once and run without their makers."""
