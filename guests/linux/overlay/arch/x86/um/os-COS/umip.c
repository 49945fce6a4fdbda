// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions that tell where the kernel keeps its tables (SGDT, SIDT, SLDT, STR, SMSW). COS has
 * the processor refuse them to processes (UMIP); some programs use them all the same, and Linux
 * answers with values that tell nothing. So does this.
 */
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sysdep/ptrace.h>
#include "cos_um.h"

#define INSTRUCTION_MOST 15
#define REX_W            8
#define REX_R            4
#define REX_X            2
#define REX_B            1

#define GDT_BASE    0xfffffffffffe0000ul
#define IDT_BASE    0xffffffffffff0000ul
#define TASK        0x40
#define CR0_USUAL   0x80050033ul /* PG, AM, WP, NE, ET, MP, PE */
#define TABLE_BYTES 10           /* a limit of 0, and the base */

struct decoded {
    u8 bytes[INSTRUCTION_MOST + 1];
    unsigned int count, at; /* bytes that could be read; of these, looked at */
    u8 rex, opcode, modrm;
    bool short_operand, short_address;
    unsigned long segment; /* base */
};

static int next(struct decoded *d)
{
    return d->at < d->count ? d->bytes[d->at++] : -1;
}

static unsigned long *register_of(struct uml_pt_regs *regs, int number)
{
    static const u8 places[] = {
        HOST_AX, HOST_CX, HOST_DX,  HOST_BX,  HOST_SP,  HOST_BP,  HOST_SI,  HOST_DI,
        HOST_R8, HOST_R9, HOST_R10, HOST_R11, HOST_R12, HOST_R13, HOST_R14, HOST_R15,
    };

    return &regs->gp[places[number]];
}

/* Prefixes; the opcode's last byte and ModRM behind 0f. */
static bool decode(struct decoded *d, const struct uml_pt_regs *regs)
{
    int byte;

    for (;;) {
        byte = next(d);
        if (byte == 0x66)
            d->short_operand = true;
        else if (byte == 0x67)
            d->short_address = true;
        else if (byte == 0x64 || byte == 0x65)
            d->segment = regs->gp[byte == 0x64 ? HOST_FS_BASE : HOST_GS_BASE];
        else if (byte != 0x26 && byte != 0x2e && byte != 0x36 && byte != 0x3e && byte != 0xf2 &&
                 byte != 0xf3)
            break;
    }
    if ((byte & 0xf0) == 0x40) {
        d->rex = byte;
        byte = next(d);
    }
    if (byte != 0x0f || d->count - d->at < 2)
        return false;
    d->opcode = next(d);
    d->modrm = next(d);
    return d->opcode <= 1;
}

static bool displacement(struct decoded *d, unsigned int bytes, long *value)
{
    s8 small;
    s32 large;

    if (d->count - d->at < bytes)
        return false;
    memcpy(&small, d->bytes + d->at, sizeof small);
    if (bytes == sizeof large)
        memcpy(&large, d->bytes + d->at, sizeof large);
    d->at += bytes;
    *value = bytes == sizeof large ? large : bytes ? small : 0;
    return true;
}

/* The memory operand's address; `d->at` is behind the instruction then. */
static bool locate(struct decoded *d, struct uml_pt_regs *regs, unsigned long *address)
{
    int mode = d->modrm >> 6, base = d->modrm & 7, sib = base == 4 ? next(d) : 0;
    int index = (sib >> 3 & 7) | (d->rex & REX_X ? 8 : 0);
    bool relative = !mode && base == 5, bare;
    long offset;

    if (sib < 0)
        return false;
    if (base == 4)
        base = sib & 7;
    bare = !mode && base == 5; /* no base: a displacement of four bytes */
    if (!displacement(d, mode == 1 ? 1 : mode == 2 || bare ? 4 : 0, &offset))
        return false;
    *address = offset;
    if (relative)
        *address += UPT_IP(regs) + d->at;
    else if (!bare)
        *address += *register_of(regs, base | (d->rex & REX_B ? 8 : 0));
    if ((d->modrm & 7) == 4 && index != 4)
        *address += *register_of(regs, index) << (sib >> 6);
    if (d->short_address)
        *address = (u32)*address;
    *address += d->segment;
    return true;
}

/* What the instruction stores; result: bytes, 0: it is none of these. */
static unsigned int answer(const struct decoded *d, u8 *value)
{
    int which = d->modrm >> 3 & 7;
    bool memory = d->modrm >> 6 != 3;
    unsigned long word = which == 4 ? CR0_USUAL : which == 1 ? TASK : 0;
    unsigned long base = which ? IDT_BASE : GDT_BASE;

    if (d->opcode == 1 && which <= 1 && memory) {
        memset(value, 0, TABLE_BYTES);
        memcpy(value + 2, &base, sizeof base);
        return TABLE_BYTES;
    }
    if (d->opcode == 1 ? which != 4 : which > 1)
        return 0;
    memcpy(value, &word, sizeof word);
    return memory || d->short_operand ? 2 : d->rex & REX_W ? 8 : 4;
}

static void store(struct uml_pt_regs *regs, const struct decoded *d, const u8 *value,
                  unsigned int bytes)
{
    unsigned long *to = register_of(regs, (d->modrm & 7) | (d->rex & REX_B ? 8 : 0));

    if (bytes == sizeof(u32))
        *to = 0;
    memcpy(to, value, bytes);
}

/*
 * A general protection fault of the running process. Result: it was one of these instructions,
 * which is done; or its operand cannot be written, `*unwritable` (not 0 else).
 */
bool cos_umip(struct uml_pt_regs *regs, unsigned long *unwritable)
{
    struct decoded d = {.count = 0};
    u8 value[TABLE_BYTES];
    unsigned long address;
    unsigned int bytes;

    *unwritable = 0;
    d.count = INSTRUCTION_MOST -
              copy_from_user(d.bytes, (void __user *)UPT_IP(regs), INSTRUCTION_MOST);
    if (!decode(&d, regs))
        return false;
    bytes = answer(&d, value);
    if (!bytes)
        return false;
    if (d.modrm >> 6 == 3) {
        store(regs, &d, value, bytes);
    } else if (!locate(&d, regs, &address)) {
        return false;
    } else if (copy_to_user((void __user *)address, value, bytes)) {
        *unwritable = address;
        return true;
    }
    UPT_IP(regs) += d.at;
    return true;
}
