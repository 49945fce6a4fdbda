/* SPDX-License-Identifier: BSD-2-Clause */
#include "inject.h"

#include <cos/abi.h>
#include <cos/start.h>
#include <string.h>

#include "random.h"

#define NEAR_STACK  512 /* bytes of the stack that a fault chooses from, from its top */
#define HEAP_TRIES  64  /* pages of the heap that it looks at for one in use */
#define PAGES_TRIES 256 /* pages that it looks at for one that is there */
#define STACK_PAGES 256 /* most of a stack */
#define LINK_WORDS  128 /* the sides of a link, and its first rings */

/* Of random system calls: numbers of operations, a few of them unknown; slots, and small arguments;
 * frames of 4 KiB. */
#define OPERATIONS 50
#define SLOTS      256
#define FRAMES     (1 << 20)

/* ---- Who runs ---- */

static uint64_t text_bytes(const struct subject *subject)
{
    return (uint64_t)subject->text->file_pages * COS_PAGE_SIZE;
}

static const unsigned char *text_of(const struct subjects *subjects, const struct subject *subject)
{
    return (const unsigned char *)subjects->image + (uint64_t)subject->text->page * COS_PAGE_SIZE;
}

/* The address of a byte of its text in the machine. */
static uint64_t text_physical(const struct subjects *subjects, const struct subject *subject,
                              uint64_t address)
{
    return subjects->physical + (uint64_t)subject->text->page * COS_PAGE_SIZE + address -
           subject->text->address;
}

bool inject_runs(struct machine *machine, const struct subjects *subjects, uint32_t number)
{
    const struct subject *subject = &subjects->item[number];
    const struct target_cpu *cpu = &machine->cpu;
    struct target_mapping mapping;
    char name[COS_START_NAME];

    if (!cpu->user || !subject->text || cpu->pc < subject->text->address ||
        cpu->pc - subject->text->address >= text_bytes(subject))
        return false;
    if (!target_walk(cpu->root, cpu->pc, machine_read, machine, &mapping) ||
        mapping.physical != text_physical(subjects, subject, cpu->pc))
        return false;
    /* the booter has no such page, but no other component has its text */
    if (subject->component->kind == EVM_BOOTER)
        return true;
    return target_walk(cpu->root, COS_START, machine_read, machine, &mapping) &&
           machine_read(machine, mapping.physical, name, sizeof(name)) &&
           !strncmp(name, subject->component->name, sizeof(name));
}

/* ---- Memory ---- */

/* Flips a bit of the byte at an address. Returns false if the component has nothing there. */
static bool flip(struct machine *machine, struct fault *fault, uint64_t address, unsigned bit)
{
    struct target_mapping mapping;
    unsigned char byte;

    if (!target_walk(machine->cpu.root, address, machine_read, machine, &mapping) ||
        !machine_read(machine, mapping.physical, &byte, 1))
        return false;
    fault->address = address;
    fault->physical = mapping.physical;
    fault->before = byte;
    byte ^= (unsigned char)(1u << bit);
    fault->after = byte;
    return gdb_write(&machine->gdb, mapping.physical, &byte, 1);
}

static bool in_use(struct machine *machine, uint64_t physical)
{
    static const char zeros[GDB_BYTES];
    char bytes[GDB_BYTES];

    for (unsigned at = 0; at < COS_PAGE_SIZE; at += GDB_BYTES)
        if (machine_read(machine, physical + at, bytes, sizeof(bytes)) &&
            memcmp(bytes, zeros, sizeof(bytes)))
            return true;
    return false;
}

/* Flips a bit in one of the pages that the component may write, from a chosen one on. used: in one
 * that is not all zeros, unless there is none near. */
static bool flip_page(struct machine *machine, struct fault *fault, uint64_t first, uint64_t pages,
                      uint64_t *state, bool used)
{
    uint64_t start = random_next(state) % pages, word = random_next(state);
    unsigned looked = 0;

    for (uint64_t i = 0; i < pages && i < PAGES_TRIES; i++) {
        uint64_t page = first + (start + i) % pages * COS_PAGE_SIZE;
        struct target_mapping mapping;

        if (!target_walk(machine->cpu.root, page, machine_read, machine, &mapping) ||
            !mapping.write)
            continue;
        if (!used || looked++ == HEAP_TRIES || in_use(machine, mapping.physical))
            return flip(machine, fault, page + word % COS_PAGE_SIZE, word >> 60 & 7);
    }
    return false;
}

/* Flips a bit in one of the words at the head of a link that are not zero. */
static bool flip_link(struct machine *machine, struct fault *fault, const struct subject *subject,
                      uint64_t *state)
{
    uint64_t word = random_next(state), link = subject->links[word % subject->link_count];
    unsigned first = word >> 32 & (LINK_WORDS - 1);
    struct target_mapping mapping;
    uint64_t words[LINK_WORDS];

    if (!target_walk(machine->cpu.root, link, machine_read, machine, &mapping) ||
        !machine_read(machine, mapping.physical, words, sizeof(words)))
        return false;
    for (unsigned i = 0; i < LINK_WORDS; i++) {
        unsigned at = (first + i) % LINK_WORDS;

        if (words[at])
            return flip(machine, fault, link + at * sizeof(*words) + (word >> 56 & 7),
                        word >> 60 & 7);
    }
    return false;
}

void inject_undo(struct machine *machine, const struct fault *fault)
{
    unsigned char byte, before = (unsigned char)fault->before;

    if (fault->physical && machine_read(machine, fault->physical, &byte, 1) && byte == fault->after)
        gdb_write(&machine->gdb, fault->physical, &before, 1);
}

/* ---- Registers ---- */

static bool flip_register(struct machine *machine, struct fault *fault, uint64_t *state)
{
    unsigned number = random_next(state) % TARGET_GENERAL;

    fault->address = number;
    fault->before = machine->cpu.general[number];
    fault->after = fault->before ^ 1ull << random_next(state) % 64;
    return gdb_set_register(&machine->gdb, number, fault->after);
}

static bool jump(struct machine *machine, struct fault *fault, uint64_t to)
{
    fault->address = TARGET_PC;
    fault->before = machine->cpu.pc;
    fault->after = to;
    return gdb_set_register(&machine->gdb, TARGET_PC, to);
}

/* Jumps to where nothing is, to anywhere, into the text, or to data. */
static bool jump_wild(struct machine *machine, struct fault *fault, const struct subject *subject,
                      uint64_t *state)
{
    uint64_t word = random_next(state);
    const uint64_t places[] = {
        word % COS_PAGE_SIZE,
        word >> 17,
        subject->text->address + word % text_bytes(subject),
        subject->data ? subject->data->address + word % (subject->data->pages * COS_PAGE_SIZE) : 0,
    };

    return jump(machine, fault, places[random_next(state) % COUNT(places)]);
}

static bool hang(struct machine *machine, const struct subjects *subjects, struct fault *fault,
                 const struct subject *subject, uint64_t *state)
{
    const unsigned char *code = text_of(subjects, subject);
    size_t bytes = text_bytes(subject), from = random_next(state) % bytes;
    struct target_spin spin;

    if (!target_find_spin(code, bytes, from, &spin) && !target_find_spin(code, bytes, 0, &spin))
        return false;
    uint64_t address = subject->text->address + spin.offset;

    return (spin.general == TARGET_GENERAL ||
            gdb_set_register(&machine->gdb, spin.general, address)) &&
           jump(machine, fault, address);
}

static uint64_t choose(const uint64_t places[], unsigned count, uint64_t *state)
{
    return places[random_next(state) % count];
}

/* Some register that holds an address gets one where nothing is, anywhere, of the kernel, or of the
 * text, which cannot be written. */
static bool wild_pointer(struct machine *machine, struct fault *fault,
                         const struct subject *subject, uint64_t *state)
{
    uint64_t word = random_next(state);
    const uint64_t places[] = {word % COS_PAGE_SIZE, word >> 17, ~(word >> 20),
                               subject->text->address + word % text_bytes(subject)};
    struct target_mapping mapping;

    for (unsigned i = 0; i < TARGET_GENERAL; i++) {
        unsigned number = (unsigned)((word >> 60) + i) % TARGET_GENERAL;
        uint64_t held = machine->cpu.general[number];

        if (number == TARGET_SP ||
            !target_walk(machine->cpu.root, held, machine_read, machine, &mapping))
            continue;
        fault->address = number;
        fault->before = held;
        fault->after = choose(places, COUNT(places), state);
        return gdb_set_register(&machine->gdb, number, fault->after);
    }
    return false;
}

/* The stack pointer gets to the lowest page of the stack: what the function pushes is below. */
static bool overflow(struct machine *machine, struct fault *fault)
{
    uint64_t page = machine->cpu.sp & -(uint64_t)COS_PAGE_SIZE;
    struct target_mapping mapping;

    for (unsigned i = 0; i < STACK_PAGES; i++, page -= COS_PAGE_SIZE)
        if (!target_walk(machine->cpu.root, page - COS_PAGE_SIZE, machine_read, machine,
                         &mapping) ||
            !mapping.write)
            break;
    fault->address = TARGET_SP;
    fault->before = machine->cpu.sp;
    fault->after = page;
    return gdb_set_register(&machine->gdb, TARGET_SP, page);
}

static uint64_t random_argument(const struct machine *machine, const struct subject *subject,
                                uint64_t *state)
{
    uint64_t word = random_next(state);
    const uint64_t values[] = {
        word % SLOTS,      word,
        1ull << word % 64, word % FRAMES * COS_PAGE_SIZE,
        machine->cpu.sp,   subject->data ? subject->data->address + word % COS_PAGE_SIZE : 0,
    };

    return choose(values, COUNT(values), state);
}

/* The target goes on behind the instruction, with what the call leaves in the registers. */
static bool call_kernel(struct machine *machine, const struct subjects *subjects,
                        struct fault *fault, const struct subject *subject, uint64_t *state)
{
    const unsigned char *code = text_of(subjects, subject);
    size_t bytes = text_bytes(subject), from = random_next(state) % bytes, offset;
    uint64_t word = random_next(state);

    if (!target_find_call(code, bytes, from, &offset) && !target_find_call(code, bytes, 0, &offset))
        return false;
    word = COS_SYSCALL(word % OPERATIONS, (word >> 32) % SLOTS);
    for (unsigned i = 0; i < TARGET_ARGUMENTS; i++)
        if (!gdb_set_register(&machine->gdb, target_arguments[i],
                              random_argument(machine, subject, state)))
            return false;
    return gdb_set_register(&machine->gdb, TARGET_CALL, word) &&
           jump(machine, fault, subject->text->address + offset);
}

/* The instruction is there only while the target executes it: others may share its text. */
static bool strike(struct machine *machine, struct fault *fault)
{
    unsigned char before[TARGET_FAULT_BYTES];
    struct target_mapping mapping;

    if (!target_walk(machine->cpu.root, machine->cpu.pc, machine_read, machine, &mapping) ||
        !machine_read(machine, mapping.physical, before, sizeof(before)))
        return false;
    fault->address = machine->cpu.pc;
    return gdb_write(&machine->gdb, mapping.physical, target_fault_code, TARGET_FAULT_BYTES) &&
           machine_step(machine) &&
           gdb_write(&machine->gdb, mapping.physical, before, sizeof(before));
}

/* ---- All ---- */

bool inject(struct machine *machine, const struct subjects *subjects, struct fault *fault)
{
    const struct subject *subject = &subjects->item[fault->target];
    uint64_t state = ~fault->salt, end, word, pc = machine->cpu.pc;

    fault->function = subject_function(subject, pc, &end);
    fault->instructions = machine->instructions;
    fault->time = machine->now;
    word = random_next(&state);
    switch (fault->kind) {
    case FAULT_REGISTER:
        return flip_register(machine, fault, &state);
    case FAULT_IP:
        return jump_wild(machine, fault, subject, &state);
    case FAULT_TEXT:
        return flip(machine, fault, pc + word % (end - pc), word >> 60 & 7);
    case FAULT_DATA:
        return flip_page(machine, fault, subject->data->address, subject->data->pages, &state,
                         false);
    case FAULT_STACK:
        return flip(machine, fault, machine->cpu.sp + word % NEAR_STACK, word >> 60 & 7);
    case FAULT_HEAP:
        return flip_page(machine, fault, subject->heap, subject->heap_pages, &state, true);
    case FAULT_FAULT:
        return strike(machine, fault);
    case FAULT_HANG:
        return hang(machine, subjects, fault, subject, &state);
    case FAULT_POINTER:
        return wild_pointer(machine, fault, subject, &state);
    case FAULT_OVERFLOW:
        return overflow(machine, fault);
    case FAULT_LINK:
        return flip_link(machine, fault, subject, &state);
    case FAULT_SYSCALL:
        return call_kernel(machine, subjects, fault, subject, &state);
    default:
        return false;
    }
}
