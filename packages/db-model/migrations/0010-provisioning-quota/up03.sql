CREATE INDEX IF NOT EXISTS lookup_virtual_provisioning_resource_by_project
    ON virtual_provisioning_resource (project_id);
