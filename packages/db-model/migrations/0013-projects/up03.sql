-- Operators list the projects of all owners, of which several may have the same name.
CREATE INDEX IF NOT EXISTS lookup_project_by_name
    ON project (name, id)
    WHERE time_deleted IS NULL;
