"""The models of ``numpy_models`` with one more axis, seeds: many networks trained in one call, CPU or GPU.

Nothing is imported here; importing one of the modules imports torch.
"""
