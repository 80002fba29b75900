"""The five views as they are written; `python -m etl.kibana.design` makes `mappings/kibana/` of them."""
