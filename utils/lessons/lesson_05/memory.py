"""Which arrays a piece of PyTorch code makes."""

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

OPERATIONS = {
    "bmm": "the matrix product", "mm": "the matrix product", "mul": "a product number by number",
    "sub": "a difference", "add": "a sum", "clone": "a copy",
}  # fmt: skip


class Watch(TorchDispatchMode):
    """Notes the new arrays whose last two axes have one of some shapes.

    Parameters
    ----------
    known : list of Tensor
        Tensors whose memory is there already.
    shapes : set of (int, int)

    Attributes
    ----------
    made : list of (str, tuple of int)
        The operation and the shape of each array.
    """

    def __init__(self, known, shapes):
        super().__init__()
        self.homes = {part.untyped_storage().data_ptr() for part in known}
        self.shapes, self.made, self.kept = shapes, [], []

    @classmethod
    def _should_skip_dynamo(cls):
        """Whether PyTorch loads its compiler, which takes seconds, to keep it from this: nothing is compiled."""
        return False

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        parts = result if isinstance(result, list | tuple) else [result]
        for part in parts:
            if isinstance(part, Tensor) and part.untyped_storage().data_ptr() not in self.homes:
                self.homes.add(part.untyped_storage().data_ptr())
                self.kept.append(part)  # so that its memory is not used again
                if tuple(part.shape[-2:]) in self.shapes:
                    name = function.overloadpacket.__name__
                    self.made.append((OPERATIONS.get(name, name), tuple(part.shape)))
        return result
