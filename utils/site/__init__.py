"""The course as a static site: ``python -m utils.site`` builds it into ``_site/``.

No notebook is run, and nothing is asked of a network. The executed solutions become pages with their answers
folded; claims and experiments come from their files and shipped results; what is written by hand is Markdown
in ``pages/``.
"""
