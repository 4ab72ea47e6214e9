CREATE INDEX IF NOT EXISTS lookup_vmm_resource_by_instance
    ON sled_resource_vmm (instance_id);
