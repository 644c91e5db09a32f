"""Made-up reports in any number, for measuring the models: never for publication.

`population` says who reports and when, `figures` and `old_forms` draw figures that
add up, `plant` prints some of them wrong and `expected` says from the forms which
equations must then fail, `cells` and `papers` give tables, `lake` writes them,
`statements`, `prose` and `narrative` say some of the figures in sentences and `claims`
gives them as a table, `planted` is how errors are told, `measure` and its neighbours
compare what the models found with what was planted.
"""
