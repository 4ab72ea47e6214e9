-- From here on, who reserves has to say what for.
ALTER TABLE sled_resource_vmm
    ALTER COLUMN state DROP DEFAULT;
