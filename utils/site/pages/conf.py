"""Settings of Sphinx: no notebook is run, and no page asks for anything outside of the site."""

project = "Why does unsupervised pre-training help deep learning?"
author = "the course's authors"
language = "en"
extensions = ["myst_nb", "sphinx-mathjax-offline"]
smartquotes = False
exclude_patterns = ["files/**"]
myst_enable_extensions = ["colon_fence", "dollarmath", "amsmath"]
myst_heading_anchors = 4
nb_execution_mode = "off"
nb_render_markdown_format = "gfm"
nb_ipywidgets_js = {}

html_theme = "sphinx_book_theme"
html_title = "Why pre-training helps"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = [("course.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_context = {"default_mode": "light"}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_sidenotes": False,
    "show_toc_level": 2,
    "home_page_in_toc": True,
    "max_navbar_depth": 1,
    "navbar_persistent": [],
    "article_header_end": ["search-button.html", "toggle-secondary-sidebar.html"],
}
