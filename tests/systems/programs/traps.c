/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions of a process: signal, code, address, and what the frame says of the trap, as Linux for
 * x86-64 has them on the processor itself, where this program passes, too.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"

#define PAGE      4096
#define ANY       (-1)
#define SI_TRAP   SI_KERNEL
#define FLAG_TF   0x100
#define FLAG_AC   0x40000
#define STRING(x) #x
#define ASM(name, text)                                                                 \
    static void name(void)                                                              \
    {                                                                                   \
        __asm__ volatile(text : : : "rax", "rcx", "rdx", "rbx", "r11", "memory", "cc"); \
    }

/* Frames on the stack for lretq and iretq, which never get there, or come back to the label. */
#define FAR_RETURN(cs, ip) \
    "sub $128, %%rsp; push $" STRING(cs) "; mov $" STRING(ip) ", %%rax; push %%rax; lretq"
#define FAR_HERE(cs)                                                                   \
    "sub $128, %%rsp; push $" STRING(cs) "; lea 1f(%%rip), %%rax; push %%rax; lretq\n" \
                                         "1: add $128, %%rsp"
#define IRET(cs, ss, flags)                                   \
    "mov %%rsp, %%rcx; sub $128, %%rsp; push $" STRING(       \
        ss) "; push %%rcx; pushf\n"                           \
            "orq $" STRING(flags) ", (%%rsp); push $" STRING( \
                cs) "\n"                                      \
                    "lea 1f(%%rip), %%rax; push %%rax; iretq; 1: nop; nop"

enum address {
    NOWHERE,
    INSTRUCTION,
    TOUCHED
}; /* si_addr: 0, that of the code, a page's that the case names */

struct trap {
    const char *what;
    void (*run)(void);
    int signal, code, number, error; /* ANY: depends on the processor; signal 0: it goes on */
    enum address address;
    unsigned long offset; /* of TOUCHED, in `pages` */
    bool unemulated;      /* QEMU's TCG raises another exception, or none */
};

static sigjmp_buf resume;
static volatile int signals, code;
static volatile long number, error;
static volatile uintptr_t address, ip, cr2;
static char *volatile pages;
static volatile int zero;

static void note(int signal, siginfo_t *info, void *context)
{
    const greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

    __asm__ volatile("pushf; andq $~0x40000, (%%rsp); popf" : : : "memory", "cc");
    signals = signal;
    code = info->si_code;
    address = (uintptr_t)info->si_addr;
    number = registers[REG_TRAPNO];
    error = registers[REG_ERR];
    cr2 = (uintptr_t)registers[REG_CR2];
    ip = (uintptr_t)registers[REG_RIP];
    siglongjmp(resume, 1);
}

static void read_none(void)
{
    *(volatile char *)(pages + 5);
}
static void write_none(void)
{
    *(volatile char *)(pages + 6) = 1;
}
static void write_read_only(void)
{
    *(volatile char *)(pages + PAGE + 7) = 1;
}
static void read_unmapped(void)
{
    *(volatile char *)(pages + 2 * PAGE + 3);
}
static void write_unmapped(void)
{
    *(volatile char *)(pages + 2 * PAGE + 9) = 1;
}
static void execute_data(void)
{
    ((void (*)(void))(pages + 3 * PAGE))();
}
static void execute_unmapped(void)
{
    ((void (*)(void))(pages + 2 * PAGE))();
}
static void write_untouched(void)
{
    *(volatile char *)(pages + 4 * PAGE + 1) = 1;
}
static void divide(void)
{
    zero = 10 / zero;
}

ASM(read_wild, "mov $0x8000000000000000, %%rax; mov (%%rax), %%al")
ASM(read_kernel, "mov $0xffffffff81000000, %%rax; mov (%%rax), %%al")
ASM(stack_wild,
    "mov %%rbp, %%rcx; mov $0x8000000000000000, %%rbp; mov (%%rbp), %%rax; mov %%rcx, %%rbp")
ASM(jump_wild, "mov $0x8000000000000000, %%rax; jmp *%%rax")
ASM(undefined, "ud2")
ASM(int3, "int3")
ASM(int_3, ".byte 0xcd, 3")
ASM(int_4, "int $4")
ASM(int_32, "int $32")
ASM(int_240, "int $240")
ASM(halt, "hlt")
ASM(cli, "cli")
ASM(port, "in $0x60, %%al")
ASM(rdmsr, "rdmsr")
ASM(swapgs, "swapgs")
ASM(cr3, "mov %%cr3, %%rax")
ASM(sysret, "sysretq")
ASM(kernel_ds, "mov $0x10, %%eax; mov %%eax, %%ds")
ASM(null_ss, "xor %%eax, %%eax; mov %%eax, %%ss")
ASM(iopl, "pushf; orq $0x3000, (%%rsp); popf")
ASM(tables, "sub $128, %%rsp; xor %%eax, %%eax; sgdt (%%rsp, %%rax, 2); sidt 16(%%rsp); smsw "
            "%%edx; smsw 32(%%rsp);"
            "sldt %%ecx; str 512(%%rsp, %%rax, 8); add $128, %%rsp")
ASM(tables_nowhere, "sgdt 0x123")
ASM(lretq, FAR_HERE(0x33))
ASM(lretq_nowhere, FAR_RETURN(0, 0))
ASM(lretq_kernel, FAR_RETURN(0x10, 0))
ASM(lretq_wild, FAR_RETURN(0x33, 0x8000000000000000))
ASM(iretq, IRET(0x33, 0x2b, 0))
ASM(iretq_kernel, IRET(0x10, 0x2b, 0))
ASM(iretq_kernel_ss, IRET(0x33, 0x10, 0))
ASM(iretq_step, IRET(0x33, 0x2b, 0x100))
ASM(step, "pushf; orq $0x100, (%%rsp); popf; nop; nop")
ASM(nested_call, "pushf; orq $0x4000, (%%rsp); popf; mov $39, %%eax; syscall; pushf; andq "
                 "$~0x4000, (%%rsp); popf")

/* With `pages` as the stack, from there on. */
static void lretq_from(size_t offset)
{
    __asm__ volatile("mov %0, %%rsp; lretq" : : "r"(pages + offset) : "memory");
}

static void lretq_unmapped(void)
{
    lretq_from(2 * PAGE + 16);
}
static void lretq_half(void)
{
    lretq_from(2 * PAGE - 8);
}

/* Returns that are a page's last bytes; the next one is not mapped. */
static void far_last(const char *bytes, size_t count)
{
    char *code = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
         *at = code + PAGE - count;

    munmap(code + PAGE, PAGE);
    memcpy(at, bytes, count);
    __asm__ volatile("mov %%rsp, %%rbx; sub $128, %%rsp\n"
                     "push $0x2b; push %%rbx; pushf; push $0x33\n"
                     "lea 1f(%%rip), %%rax; push %%rax; cmpb $0xcf, -1(%0, %1); je 2f\n"
                     "movl $0x33, 8(%%rsp)\n 2: jmp *%0\n 1: mov %%rbx, %%rsp"
                     :
                     : "r"(at), "r"(count)
                     : "rax", "rbx", "memory", "cc");
    munmap(code, PAGE);
}

static void lretq_last(void)
{
    far_last("\x48\xcb", 2);
}
static void lretq_last_words(void)
{
    far_last("\x48\xca\x10\x00", 4);
}
static void iretq_last(void)
{
    far_last("\x48\xcf", 2);
}

static void divide_vector(void)
{
    const uint32_t control = 0x1f80 & ~0x200u;

    __asm__ volatile("ldmxcsr %0; xorps %%xmm1, %%xmm1; mov $0x3f800000, %%eax\n"
                     "movd %%eax, %%xmm0; divss %%xmm1, %%xmm0"
                     :
                     : "m"(control)
                     : "rax", "xmm0", "xmm1");
}

static void divide_x87(void)
{
    const uint16_t control = 0x37b;

    __asm__ volatile("fldcw %0; fldz; fld1; fdiv %%st(1), %%st; fwait" : : "m"(control) : "memory");
}

static const struct trap traps[] = {
    {"a read where nothing may be read", read_none, SIGSEGV, SEGV_ACCERR, 14, 4, TOUCHED, 5, false},
    {"a write there", write_none, SIGSEGV, SEGV_ACCERR, 14, 6, TOUCHED, 6, false},
    {"a write to a read-only page", write_read_only, SIGSEGV, SEGV_ACCERR, 14, 7, TOUCHED, PAGE + 7,
     false},
    {"a write to an untouched one", write_untouched, SIGSEGV, SEGV_ACCERR, 14, 6, TOUCHED,
     4 * PAGE + 1, false},
    {"a read of what is not mapped", read_unmapped, SIGSEGV, SEGV_MAPERR, 14, 4, TOUCHED,
     2 * PAGE + 3, false},
    {"a write there", write_unmapped, SIGSEGV, SEGV_MAPERR, 14, 6, TOUCHED, 2 * PAGE + 9, false},
    {"a jump to data", execute_data, SIGSEGV, SEGV_ACCERR, 14, 0x15, TOUCHED, 3 * PAGE, false},
    {"a jump to what is not mapped", execute_unmapped, SIGSEGV, SEGV_MAPERR, 14, 0x14, TOUCHED,
     2 * PAGE, false},
    {"a read of the kernel's", read_kernel, SIGSEGV, SEGV_MAPERR, 14, 5, ANY, 0, false},
    {"a read of an address that cannot be", read_wild, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"the same by the stack's segment", stack_wild, SIGBUS, SI_TRAP, 12, 0, NOWHERE, 0, true},
    {"a jump there", jump_wild, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"a division by zero", divide, SIGFPE, FPE_INTDIV, 0, 0, INSTRUCTION, 0, false},
    {"the same of vectors", divide_vector, SIGFPE, FPE_FLTDIV, 19, 0, INSTRUCTION, 0, true},
    {"the same of x87", divide_x87, SIGFPE, FPE_FLTDIV, 16, 0, INSTRUCTION, 0, false},
    {"ud2", undefined, SIGILL, ILL_ILLOPN, 6, 0, INSTRUCTION, 0, false},
    {"int3", int3, SIGTRAP, SI_TRAP, 3, 0, NOWHERE, 0, false},
    {"int 3 in two bytes", int_3, SIGTRAP, SI_TRAP, 3, 0, NOWHERE, 0, false},
    {"int 4", int_4, SIGSEGV, SI_TRAP, 4, 0, NOWHERE, 0, false},
    {"int 32", int_32, SIGSEGV, SI_TRAP, 13, ANY, NOWHERE, 0, false},
    {"int 240", int_240, SIGSEGV, SI_TRAP, 13, ANY, NOWHERE, 0, false},
    {"hlt", halt, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"cli", cli, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"in", port, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"rdmsr", rdmsr, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"swapgs", swapgs, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"mov from cr3", cr3, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"sysret", sysret, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"the kernel's selector in ds", kernel_ds, SIGSEGV, SI_TRAP, 13, 0x10, NOWHERE, 0, false},
    {"none in ss", null_ss, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"popf with an I/O privilege", iopl, 0, 0, 0, 0, NOWHERE, 0, false},
    {"sgdt, sidt, sldt, str, smsw", tables, 0, 0, 0, 0, NOWHERE, 0, false},
    {"sgdt to what is not mapped", tables_nowhere, SIGSEGV, SEGV_MAPERR, 14, 6, ANY, 0, false},
    {"lretq", lretq, 0, 0, 0, 0, NOWHERE, 0, false},
    {"lretq without a selector", lretq_nowhere, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"lretq to the kernel's", lretq_kernel, SIGSEGV, SI_TRAP, 13, 0x10, NOWHERE, 0, false},
    {"lretq to an address that cannot be", lretq_wild, SIGSEGV, SI_TRAP, 13, 0, NOWHERE, 0, false},
    {"lretq from a stack that is not mapped", lretq_unmapped, SIGSEGV, SEGV_MAPERR, 14, 4, ANY, 0,
     false},
    {"lretq from one that ends within", lretq_half, SIGSEGV, SEGV_MAPERR, 14, 4, TOUCHED, 2 * PAGE,
     false},
    {"lretq at the end of a page", lretq_last, 0, 0, 0, 0, NOWHERE, 0, false},
    {"lretq with a count there", lretq_last_words, 0, 0, 0, 0, NOWHERE, 0, false},
    {"iretq there", iretq_last, 0, 0, 0, 0, NOWHERE, 0, false},
    {"iretq", iretq, 0, 0, 0, 0, NOWHERE, 0, false},
    {"iretq to the kernel's selector", iretq_kernel, SIGSEGV, SI_TRAP, 13, 0x10, NOWHERE, 0, false},
    {"iretq to the kernel's stack segment", iretq_kernel_ss, SIGSEGV, SI_TRAP, 13, 0x10, NOWHERE, 0,
     false},
    {"iretq that sets the trap flag", iretq_step, SIGTRAP, TRAP_TRACE, 1, 0, INSTRUCTION, 0, false},
    {"popf that sets it", step, SIGTRAP, TRAP_TRACE, 1, 0, INSTRUCTION, 0, false},
    {"a system call with the nested-task flag", nested_call, 0, 0, 0, 0, NOWHERE, 0, false},
};

static bool address_right(const struct trap *trap)
{
    uintptr_t touched = (uintptr_t)pages + trap->offset;

    switch ((int)trap->address) {
    case NOWHERE:
        return address == 0;
    case INSTRUCTION:
        return address == ip && address != 0;
    case TOUCHED:
        return address == touched && cr2 == touched;
    default:
        return true;
    }
}

static void try(const struct trap *trap)
{
    const uint32_t control = 0x1f80;
    char line[160];
    bool right;

    signals = code = 0;
    number = error = 0;
    address = 0;
    alarm(10); /* should it never come back */
    if (!sigsetjmp(resume, 1))
        trap->run();
    alarm(0);
    __asm__ volatile("fninit; ldmxcsr %0; pushf; andq $~0x4100, (%%rsp); popf"
                     :
                     : "m"(control)
                     : "memory", "cc");
    right = signals == trap->signal && code == trap->code && (!signals || number == trap->number) &&
            (!signals || trap->error == ANY || error == trap->error) &&
            (!signals || address_right(trap));
    snprintf(line, sizeof line, "%s: signal %d, code %d", trap->what, trap->signal, trap->code);
    if (!right && trap->unemulated && (!signals || number == 13)) {
        printf("skip - %s: not as on a processor\n", trap->what);
        return;
    }
    if (!right)
        printf("%s: signal %d, code %d, trap %ld, error %ld, address %lx, ip %lx\n", trap->what,
               signals, code, number, error, (unsigned long)address, (unsigned long)ip);
    check(right, line);
}

/* Beyond the end of a mapped file. */
static void beyond_end(void)
{
    char name[] = "/tmp/short.XXXXXX";
    int file = mkstemp(name);
    const struct trap trap = {"a write beyond the end of a file",
                              write_unmapped,
                              SIGBUS,
                              BUS_ADRERR,
                              14,
                              6,
                              TOUCHED,
                              2 * PAGE + 9,
                              false};

    unlink(name);
    if (file < 0 || ftruncate(file, 100))
        return;
    pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    try(&trap);
    close(file);
}

static void map_pages(void)
{
    pages = mmap(NULL, 5 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(pages, 0xc3, 4 * PAGE);
    mprotect(pages, PAGE, PROT_NONE);
    mprotect(pages + PAGE, PAGE, PROT_READ);
    munmap(pages + 2 * PAGE, PAGE);
    mprotect(pages + 4 * PAGE, PAGE, PROT_READ);
}

static void check_selectors(void)
{
    uint16_t cs, ss, ds, es, fs, gs;

    __asm__("mov %%cs, %0; mov %%ss, %1; mov %%ds, %2; mov %%es, %3; mov %%fs, %4; mov %%gs, %5"
            : "=r"(cs), "=r"(ss), "=r"(ds), "=r"(es), "=r"(fs), "=r"(gs));
    check(cs == 0x33 && ss == 0x2b && !ds && !es && !fs && !gs, "selectors are Linux's");
}

int main(void)
{
    static char stack[65536];
    static const int caught[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGALRM};

    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    for (unsigned i = 0; i < sizeof caught / sizeof *caught; i++)
        sigaction(caught[i],
                  &(struct sigaction){.sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_ONSTACK},
                  NULL);
    check_selectors();
    map_pages();
    for (unsigned i = 0; i < sizeof traps / sizeof *traps; i++)
        try(&traps[i]);
    beyond_end();
    return check_done("traps");
}
