/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU of a running machine: registers, page tables, and instructions that do harm. */
#include <string.h>

#include "target.h"

/* ---- Registers ---- */

#define WIDE      8           /* bytes of a register */
#define NARROW    4           /* of flags and selectors */
#define AT_PC     (16 * WIDE) /* offsets in bytes */
#define AT_RFLAGS (AT_PC + WIDE)
#define AT_CS     (AT_RFLAGS + NARROW)
#define AT_BASES  (AT_CS + 6 * NARROW)  /* of FS and GS, and the kernel's of GS */
#define AT_CR3    (AT_BASES + 5 * WIDE) /* behind them CR0 and CR2 */
#define AT_END    (AT_CR3 + WIDE)
#define ROOT_MASK 0x000ffffffffff000

const char *const target_register_names[TARGET_GENERAL] = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi",
                                                           "rbp", "rsp", "r8",  "r9",  "r10", "r11",
                                                           "r12", "r13", "r14", "r15"};

const unsigned char target_arguments[TARGET_ARGUMENTS] = {5, 4, 3, 8, 9, 10};

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A little-endian number of `size` bytes. */
static uint64_t number(const unsigned char *bytes, size_t size)
{
    uint64_t value = 0;

    while (size--)
        value = value << 8 | bytes[size];
    return value;
}

bool target_cpu_read(const char *hex, struct target_cpu *cpu)
{
    unsigned char bytes[AT_END];

    for (size_t i = 0; i < sizeof(bytes); i++, hex += 2) {
        int high = digit(hex[0]), low = high < 0 ? -1 : digit(hex[1]);

        if (low < 0)
            return false;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    for (unsigned i = 0; i < TARGET_GENERAL; i++)
        cpu->general[i] = number(bytes + i * WIDE, WIDE);
    cpu->sp = cpu->general[TARGET_SP];
    cpu->pc = number(bytes + AT_PC, WIDE);
    cpu->flags = number(bytes + AT_RFLAGS, NARROW);
    cpu->user = (bytes[AT_CS] & 3) == 3;
    cpu->root = number(bytes + AT_CR3, WIDE) & ROOT_MASK;
    return true;
}

/* ---- Page tables ---- */

#define PTE_PRESENT 1
#define PTE_WRITE   2
#define PTE_USER    4
#define PTE_LARGE   0x80
#define PTE_NX      (1ull << 63)

bool target_walk(uint64_t root, uint64_t address, target_read *read, void *machine,
                 struct target_mapping *mapping)
{
    uint64_t table = root, entry = 0;
    unsigned shift = 48;

    *mapping = (struct target_mapping){.write = true, .execute = true};
    do {
        shift -= 9;
        if (!read(machine, table + (address >> shift & 511) * sizeof(entry), &entry,
                  sizeof(entry)) ||
            !(entry & PTE_PRESENT) || !(entry & PTE_USER))
            return false;
        mapping->write = mapping->write && entry & PTE_WRITE;
        mapping->execute = mapping->execute && !(entry & PTE_NX);
        table = entry & ROOT_MASK;
    } while (shift > 12 && !(entry & PTE_LARGE));
    uint64_t within = (1ull << shift) - 1;

    mapping->physical = (table & ~within) | (address & within);
    return true;
}

/* ---- Code ---- */

/* Each vector has a stub of 16 bytes; the timer's is number 240. It pushes an error code of 0, and
 * its number, and jumps, with an offset of one or of four bytes. */
#define STUBS      "trap_stubs"
#define STUB_BYTES 16
#define JUMP_NEAR  0xeb
#define JUMP       0xe9
#define JUMP_BYTES 5
static const unsigned char timer_stub[] = {0x6a, 0, 0x68, 240, 0, 0, 0};

/* Reads the kernel's code. Its addresses are those of *segment. */
static bool read_code(const struct elf *kernel, struct buffer *code, GElf_Phdr *segment)
{
    for (unsigned i = 0; elf_segment(kernel, i, segment); i++)
        if (segment->p_type == PT_LOAD && (segment->p_flags & (PF_X | PF_W)) == PF_X)
            return elf_read(kernel, segment->p_offset, segment->p_filesz, code);
    return false;
}

/* Reads the jump at `code`. The trap is behind it, in the stub. */
static bool read_jump(const unsigned char *code, struct target_tick *tick)
{
    int32_t offset;

    memcpy(&offset, code + 1, sizeof(offset));
    memcpy(&tick->code, code, sizeof(tick->code));
    if (*code == JUMP_NEAR)
        tick->to = tick->jump + 2 + (uint64_t)(int64_t)(int8_t)code[1];
    else
        tick->to = tick->jump + JUMP_BYTES + (uint64_t)(int64_t)offset;
    tick->trap = tick->jump + JUMP_BYTES;
    tick->aside = (tick->code & 0xffff0000) | (JUMP_BYTES - 2) << 8 | JUMP_NEAR;
    return *code == JUMP_NEAR || *code == JUMP;
}

bool target_tick(const struct elf *kernel, struct target_tick *tick)
{
    struct buffer code = {0};
    GElf_Phdr segment;
    uint64_t stubs = 0, offset;
    bool found = elf_symbol(kernel, STUBS, &stubs) && read_code(kernel, &code, &segment) &&
                 stubs >= segment.p_vaddr;

    offset = found ? stubs - segment.p_vaddr + timer_stub[3] * STUB_BYTES : 0;
    found = found && offset + STUB_BYTES <= code.size &&
            !memcmp(code.data + offset, timer_stub, sizeof(timer_stub));
    offset += sizeof(timer_stub);
    if (found) {
        tick->jump = segment.p_vaddr + offset;
        tick->physical = segment.p_paddr + offset;
        found = read_jump((const unsigned char *)code.data + offset, tick);
    }
    buffer_free(&code);
    return found;
}

/* The HPET: its counter; its first timer, periodic, without interrupts; its second timer, which
 * goes off once. Instead of an interrupt it writes a word to memory: devices mean such writes to be
 * messages, but any address will do. (Intel, IA-PC HPET Specification 1.0a, 2.3 and 2.4) */
#define HPET        0xfed00000
#define HPET_CONFIG (HPET + 0x10)
#define HPET_ENABLE 1
#define HPET_TIMER  (HPET + 0x100)
#define HPET_PERIOD (HPET + 0x108)
#define HPET_SET    (1 << 3 | 1 << 6 | 1 << 8) /* periodic, its period comes, of 32 bits */
#define MILLISECOND (1000000 / TARGET_COUNT_NS)
#define HPET_ALARM  (HPET + 0x120)
#define HPET_WHEN   (HPET + 0x128) /* the count, of 64 bits */
#define HPET_VALUE  (HPET + 0x130)
#define HPET_WHERE  (HPET + 0x134)
#define HPET_WRITES (1 << 2 | 1 << 14) /* enabled, and writes */

const struct target_write target_timer[TARGET_TIMER_WRITES] = {
    {HPET_CONFIG, HPET_ENABLE}, {HPET_TIMER, HPET_SET}, {HPET_PERIOD, MILLISECOND}};
const uint64_t target_count = HPET + 0xf0;

void target_alarm(uint64_t count, const struct target_write *then,
                  struct target_write writes[TARGET_ALARM_WRITES])
{
    writes[0] = (struct target_write){HPET_VALUE, then->value};
    writes[1] = (struct target_write){HPET_WHERE, (uint32_t)then->physical};
    writes[2] = (struct target_write){HPET_ALARM, HPET_WRITES};
    writes[3] = (struct target_write){HPET_WHEN, (uint32_t)count};
    writes[4] = (struct target_write){HPET_WHEN + 4, (uint32_t)(count >> 32)};
}

const unsigned char target_fault_code[TARGET_FAULT_BYTES] = {0x0f, 0x0b}; /* ud2 */

bool target_find_spin(const unsigned char *code, size_t size, size_t from, struct target_spin *spin)
{
    for (size_t i = from; i + 2 <= size; i++) {
        bool jump = code[i] == 0xeb && code[i + 1] == 0xfe; /* jmp . */
        /* jmp *%rax to jmp *%rdi; in their code's order, which is not the stub's */
        bool indirect = code[i] == 0xff && code[i + 1] >= 0xe0 && code[i + 1] <= 0xe7 &&
                        code[i + 1] != 0xe4;
        static const unsigned char order[] = {0, 2, 3, 1, TARGET_SP, 6, 4, 5};

        if (jump || indirect) {
            *spin = (struct target_spin){i, jump ? TARGET_GENERAL : order[code[i + 1] & 7]};
            return true;
        }
    }
    return false;
}

bool target_find_call(const unsigned char *code, size_t size, size_t from, size_t *offset)
{
    static const unsigned char syscall[] = {0x0f, 0x05};
    const unsigned char *found = memmem(code + from, size - from, syscall, sizeof(syscall));

    *offset = found ? (size_t)(found - code) : 0;
    return found;
}
