-- What its instance says of a VMM decides. A VMM that no instance names is on its way in or out; its room stays
-- taken and nothing is to be refused because of it. Every row is 'active' before, so a second run finds what is
-- left to do.
UPDATE sled_resource_vmm
    SET state = CASE
        WHEN EXISTS (
            SELECT 1 FROM instance WHERE instance.target_propolis_id = sled_resource_vmm.id
        ) THEN 'target'::sled_resource_vmm_state
        ELSE 'tombstoned'::sled_resource_vmm_state
    END
    WHERE state = 'active' AND NOT EXISTS (
        SELECT 1 FROM instance WHERE instance.active_propolis_id = sled_resource_vmm.id
    );
