"""Exercises whose answer looks for something that may not be there."""

from dataclasses import dataclass

from ...teaching.exercise import FunctionExercise, Wrong


@dataclass(frozen=True)
class SearchExercise(FunctionExercise):
    """A function that must return something even where it finds nothing; ``nothing`` says what."""

    nothing: str = ""

    def _try(self, answer, case):
        try:
            return super()._try(answer, case)
        except Wrong as wrong:
            if "returned None" not in str(wrong):
                raise
        raise Wrong(
            f"with {case.says}: your function returned None. {self.nothing}; or the return is missing."
        )
