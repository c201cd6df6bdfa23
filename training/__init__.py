"""How the evidence model was trained: data, training, export."""
