/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks the programs of native VMs, and finds the entries that others may call. */
#include <stdio.h>

#include "base/elf_file.h"
#include "check.h"
#include "image/image.h"
#include "target.h"

static const char *problem_of(struct elf *elf, const struct vm *vm)
{
    uint64_t ignored;

    if (elf_interpreter(elf))
        return "is dynamically linked";
    if (elf->header.e_type != ET_EXEC)
        return "is not an executable";
    if (!elf_symbol(elf, EVM_SYM_COMPONENT, &ignored))
        return "is a program for another system: it lacks the symbol " EVM_SYM_COMPONENT
               " of lib/cos";
    return image_problem(elf, vm->memory_bytes);
}

void check_program(struct check *check)
{
    struct vm *vm = check->vm;
    const char *problem;

    if (!vm->program)
        return;
    vm->program_path = manifest_path(check->manifest, vm->program);
    struct elf *elf = elf_open(vm->program_path, &problem);

    problem = elf ? problem_of(elf, vm) : problem;
    if (problem)
        diag_add(check->diag, place_of(check, "program", -1),
                 "vm '%s': key 'program': '%s' %s; expected a static " TARGET_NAME
                 " ELF program for COS",
                 vm->name, vm->program_path, problem);
    vm->entries_known = !problem;
    for (unsigned i = 0; elf && i < COUNT(vm->entries); i++) {
        char name[sizeof(EVM_SYM_GATE) + 8];
        uint64_t address;

        snprintf(name, sizeof(name), EVM_SYM_GATE, i);
        vm->entries[i] = elf_symbol(elf, name, &address) && address;
    }
    elf_close(elf);
}

bool check_entry(const struct check *check, const char *key, int index, const struct vm *peer,
                 unsigned entry)
{
    if (!peer->entries_known || peer->entries[entry])
        return true;
    diag_add(check->diag, place_of(check, key, index),
             "vm '%s': key '%s': '%s' has no entry %u; define the function " EVM_SYM_GATE
             " in its program",
             check->vm->name, key, peer->name, entry, entry);
    return false;
}
