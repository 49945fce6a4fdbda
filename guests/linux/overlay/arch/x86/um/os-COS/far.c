// SPDX-License-Identifier: GPL-2.0
/*
 * LRET and IRET of processes where the processor reads their stack as if it were the kernel:
 * emulators do, and refuse it then, since the page is a process's (SMAP). The page fault says that
 * no process's access was refused. Retrying would never end, so the instruction is done here.
 */
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sysdep/ptrace.h>
#include "cos_um.h"

#define LRET_IMMEDIATE 0xca
#define LRET           0xcb
#define IRET           0xcf
#define FLAGS_FREE     0x250dd5 /* CF PF AF ZF SF TF DF OF RF AC ID */
#define IRET_WORDS     5

enum { IP, CS, FLAGS, SP, SS }; /* on the stack */

struct far_return {
    u8 opcode;
    unsigned int word; /* bytes */
    u16 more;          /* bytes of arguments that LRET drops */
};

/*
 * One prefix for the operands' size is all that compilers and people write. The instruction is
 * there, as it has just been executed, but what follows it need not be: that is zero here.
 */
static bool decode(struct far_return *r, unsigned long ip)
{
    u8 bytes[4];
    const u8 *at = bytes;

    if (copy_from_user(bytes, (void __user *)ip, sizeof bytes) == sizeof bytes)
        return false;
    r->word = *at == 0x66 ? 2 : (*at & 0xf8) == 0x48 ? 8 : 4;
    at += *at == 0x66 || (*at & 0xf0) == 0x40;
    r->opcode = *at++;
    r->more = r->opcode == LRET_IMMEDIATE ? at[0] | at[1] << 8 : 0;
    return r->opcode == LRET || r->opcode == LRET_IMMEDIATE || r->opcode == IRET;
}

static enum cos_far refuse(unsigned long selector, unsigned long *value)
{
    *value = selector & 0xfffc;
    return COS_FAR_REFUSED;
}

/* `value`: COS_FAR_UNREADABLE: where its stack cannot be read; COS_FAR_REFUSED: the error code of
 * the general protection fault that it is. */
enum cos_far cos_far_return(struct uml_pt_regs *regs, unsigned long *value)
{
    struct far_return r;
    u8 stack[IRET_WORDS * 8];
    unsigned long words[IRET_WORDS] = {0};
    unsigned int count, bytes, left;

    if (!decode(&r, UPT_IP(regs)))
        return refuse(0, value);
    count = r.opcode == IRET ? IRET_WORDS : 2;
    bytes = count * r.word;
    left = copy_from_user(stack, (void __user *)UPT_SP(regs), bytes);
    *value = UPT_SP(regs) + bytes - left;
    if (left)
        return COS_FAR_UNREADABLE;
    for (unsigned int i = 0; i < count; i++)
        memcpy(&words[i], stack + i * r.word, r.word);
    if ((words[CS] & 0xffff) != USER_CS)
        return refuse(words[CS], value);
    if (r.opcode == IRET && (words[SS] & 0xffff) != USER_SS)
        return refuse(words[SS], value);
    if (words[IP] >= COS_USER_TOP)
        return refuse(0, value);
    UPT_IP(regs) = words[IP];
    UPT_SP(regs) = r.opcode == IRET ? words[SP] : UPT_SP(regs) + bytes + r.more;
    if (r.opcode == IRET)
        UPT_EFLAGS(regs) = (UPT_EFLAGS(regs) & ~(unsigned long)FLAGS_FREE) |
                           (words[FLAGS] & FLAGS_FREE);
    return COS_FAR_DONE;
}
