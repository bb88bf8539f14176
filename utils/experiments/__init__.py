"""The experiments: one file per question of the paper; ``engine`` runs, keeps, checks and judges them.

    python -m utils.experiments list
    python -m utils.experiments run depth --budget demo

Nothing is imported here, so that listing the experiments does not wait for PyTorch.
"""
