"""The pages: what a person on call sees, over the same tables as everything else.

To add a page: write ``pages/<name>.py`` with one function, a template, and name it in ``PAGES``.
"""
