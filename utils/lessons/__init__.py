"""A folder a lesson: its exercises, a file each, and its pictures; nothing here is used by two lessons."""
