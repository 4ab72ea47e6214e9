CREATE UNIQUE INDEX IF NOT EXISTS lookup_vmm_resource_by_sled
    ON sled_resource_vmm (sled_id, id);
