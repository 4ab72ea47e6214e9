ALTER TABLE sled_resource_vmm
    ADD COLUMN IF NOT EXISTS state sled_resource_vmm_state NOT NULL DEFAULT 'active';
