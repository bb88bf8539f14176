"""The models that the lessons build, in NumPy only: mlp, rbm, autoencoder, stacking."""
