"""How any experiment is run, kept, checked and judged. Nothing here knows a question of the paper."""
