"""Tests of the experiments: their engine, each question, and what is shipped."""
