"""How the answer of a check looks: text for a terminal, JSON, a page to pass on.

`layout` lays the tables out as the form prints them, `marks` says which cells are
marked and by which remark, `remarks` numbers what there is to say; `as_text`, `as_json`
and `as_html` write it. What is right or wrong is decided in `sql/`, not here.
"""
