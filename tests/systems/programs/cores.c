/* SPDX-License-Identifier: BSD-2-Clause */
/* Core dumps: each thread of a program is there with its own registers. Usage: cores FOLDER */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/procfs.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "extended.h"

#define THREADS 3
#define STACK   0x10000

/* What the notes of one thread say. */
struct thread {
    int id;
    uint64_t base;
    bool has_fpregs, has_xsave;
    struct user_fpregs_struct fpregs, xsave;
};

/* Waits for ever, with values in its registers. */
static void *hold(void *argument)
{
    struct extended in = extended_value((unsigned)(uintptr_t)argument), out;

    extended_call(&in, &out, SYS_pause, 0, 0, 0);
    return NULL;
}

static void dump(const char *folder)
{
    const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    struct extended in = extended_value(0), out;
    pthread_attr_t small; /* so is the core */
    pthread_t thread;

    if (chdir(folder) != 0)
        _exit(1);
    setrlimit(RLIMIT_CORE, &limit);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK);
    for (uintptr_t i = 1; i < THREADS; i++)
        pthread_create(&thread, &small, hold, (void *)i);
    usleep(50000);
    extended_call(&in, &out, SYS_tgkill, getpid(), gettid(), SIGABRT);
    _exit(1);
}

static double xmm5_of(const struct user_fpregs_struct *regs)
{
    double value;

    memcpy(&value, regs->xmm_space + 5 * 4, sizeof value);
    return value;
}

/* Each thread's notes begin with its status. */
static unsigned threads_read(const uint8_t *notes, size_t bytes, struct thread *threads)
{
    struct thread *t = threads - 1;

    for (size_t at = 0; at < bytes;) {
        const Elf64_Nhdr *note = (const void *)(notes + at);
        const uint8_t *data = notes + at + sizeof *note + ((note->n_namesz + 3) & ~3u);

        if (note->n_type == NT_PRSTATUS && t - threads < THREADS - 1) {
            const struct elf_prstatus *status = (const void *)data;
            const struct user_regs_struct *regs = (const void *)status->pr_reg;

            *++t = (struct thread){.id = status->pr_pid, .base = regs->fs_base};
        }
        if (note->n_type == NT_FPREGSET) {
            t->has_fpregs = note->n_descsz == sizeof t->fpregs;
            memcpy(&t->fpregs, data, sizeof t->fpregs);
        }
        if (note->n_type == NT_X86_XSTATE) {
            t->has_xsave = note->n_descsz > sizeof t->xsave;
            memcpy(&t->xsave, data, sizeof t->xsave);
        }
        at += sizeof *note + ((note->n_namesz + 3) & ~3u) + ((note->n_descsz + 3) & ~3u);
    }
    return (unsigned)(t + 1 - threads);
}

static unsigned core_read(const char *path, struct thread *threads)
{
    int file = open(path, O_RDONLY);
    struct stat info;

    if (file < 0 || fstat(file, &info) != 0)
        return 0;
    const uint8_t *core = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    const Elf64_Ehdr *head = (const void *)core;
    const Elf64_Phdr *segment = (const void *)(core + head->e_phoff);

    while (segment->p_type != PT_NOTE)
        segment++;
    return threads_read(core + segment->p_offset, segment->p_filesz, threads);
}

static void check_threads(const struct thread *threads, bool xsave)
{
    bool own = true, bases = true, extended = true;

    for (unsigned n = 0; n < THREADS; n++) {
        const struct thread *t = threads;
        double value = extended_value(n).xmm5;

        while (t < threads + THREADS && xmm5_of(&t->fpregs) != value)
            t++;
        own &= t < threads + THREADS && t->has_fpregs && t->fpregs.cwd == extended_value(n).control;
        extended &= t < threads + THREADS &&
                    (!xsave || (t->has_xsave && xmm5_of(&t->xsave) == value));
        bases &= threads[n].base != 0 && threads[n].base != threads[(n + 1) % THREADS].base;
    }
    check(own, "with its own extended state");
    check(extended, "also as XSAVE has it");
    check(bases, "and its own FS base");
}

static bool has_xsave(void)
{
    uint32_t a = 1, b, c = 0, d;

    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return c >> 27 & 1;
}

int main(int argc, char **argv)
{
    struct thread threads[THREADS] = {{0}};
    char path[256];
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        dump(argc > 1 ? argv[1] : ".");
    waitpid(child, &status, 0);
    check(WIFSIGNALED(status) && WCOREDUMP(status), "a program leaves its core");
    snprintf(path, sizeof path, "%s/core", argc > 1 ? argv[1] : ".");
    if (access(path, R_OK) != 0)
        snprintf(path, sizeof path, "%s/core.%d", argc > 1 ? argv[1] : ".", child);
    check(core_read(path, threads) == THREADS, "each thread is in it");
    check_threads(threads, has_xsave());
    return check_done("cores");
}
