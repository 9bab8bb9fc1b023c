"""The REST dialect: any table, view or function of the exposed schemas, asked for by URL (wire.md section 1).

A request passes five stages, each with a type and a module of its own:
request -> plan -> query -> run -> response, over the schema cache. The database is touched only once the plan is valid.
"""
