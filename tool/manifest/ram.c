/* SPDX-License-Identifier: BSD-2-Clause */
#include "ram.h"

#include "base/words.h"

#define LOW_END 0xa0000ull /* video memory and firmware are from here to HIGH */
#define HIGH    0x100000ull
/* between this and HOLE_END the devices begin, and RAM continues behind HOLE_END */
#define HIGH_MOST 0x80000000ull
#define HOLE_END  0x100000000ull
#define BELOW     0xe0000000ull /* the most RAM that machines have below HOLE_END */

/* Finds the part of RAM that the bytes from `start` overlap. Returns false if there is none. */
static bool in_ram(uint64_t start, uint64_t bytes, uint64_t memory, uint64_t *first, uint64_t *end)
{
    const uint64_t parts[][2] = {
        {0, LOW_END},
        {HIGH, memory < HIGH_MOST ? memory : HIGH_MOST},
        {HOLE_END, memory > BELOW ? HOLE_END + memory - BELOW : HOLE_END},
    };

    for (unsigned i = 0; i < COUNT(parts); i++)
        if (parts[i][0] < parts[i][1] && start < parts[i][1] && start + bytes > parts[i][0]) {
            *first = parts[i][0];
            *end = parts[i][1];
            return true;
        }
    return false;
}

void ram_check(const struct manifest *manifest, uint64_t memory, struct diag *diag)
{
    uint64_t start, bytes, first, end;

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        for (uint32_t j = 0; j < manifest->vms[i].mmio.count; j++) {
            const struct vm *vm = &manifest->vms[i];

            if (parse_area(vm->mmio.item[j], &start, &bytes) &&
                in_ram(start, bytes, memory, &first, &end))
                diag_add(diag, manifest_place(manifest, i, "mmio", j),
                         "vm '%s': key 'mmio': '%s' is wrong; expected memory of a device: "
                         "0x%llx-0x%llx is RAM",
                         vm->name, vm->mmio.item[j], (unsigned long long)first,
                         (unsigned long long)end - 1);
        }
}
