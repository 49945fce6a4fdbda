/* SPDX-License-Identifier: BSD-2-Clause */
/* Processes: fork with copy-on-write, vfork, exec, wait, shared and private mappings, paths,
 * ptrace. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PAGE  4096
#define PAGES 64

static int wait_for(pid_t child)
{
    int status = -1;

    waitpid(child, &status, 0);
    return status;
}

static void check_fork(void)
{
    char *own = malloc(PAGES * PAGE);
    char *common = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    bool kept = true;

    memset(own, 'p', PAGES * PAGE);
    pid_t child = fork();

    if (child == 0) {
        bool inherited = true;

        for (int i = 0; i < PAGES; i++)
            inherited &= own[i * PAGE] == 'p';
        memset(own, 'c', PAGES * PAGE);
        strcpy(common, "from the child");
        _exit(inherited ? 7 : 8);
    }
    check(wait_for(child) == 7 << 8,
          "a child sees its parent's memory, its exit status comes back");
    for (int i = 0; i < PAGES * PAGE; i++)
        kept &= own[i] == 'p';
    check(kept, "what it writes stays its own");
    check(strcmp(common, "from the child") == 0, "but in shared memory");
    free(own);
}

static void check_many(void)
{
    int sum = 0;

    for (int i = 0; i < 40; i++) {
        pid_t child = fork();

        if (child == 0)
            _exit(i);
    }
    for (int i = 0, status; i < 40 && wait(&status) > 0; i++)
        sum += WEXITSTATUS(status);
    check(sum == 40 * 39 / 2, "forty processes at once");
}

static void check_exec(const char *self)
{
    pid_t child = vfork();

    if (child == 0) {
        execl(self, self, "exec", "an argument", (char *)NULL);
        _exit(1);
    }
    check(wait_for(child) == 42 << 8, "vfork and exec with arguments");
}

static void check_files(void)
{
    char name[] = "/tmp/mapXXXXXX", buffer[6] = "";
    int fd = mkstemp(name);

    check(fd >= 0 && ftruncate(fd, PAGE) == 0, "a file in /tmp");
    char *map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    memcpy(map, "hello", 5);
    check(pread(fd, buffer, 5, 0) == 5 && strcmp(buffer, "hello") == 0,
          "a shared file mapping writes the file");
    check(mprotect(map, PAGE, PROT_READ) == 0 && munmap(map, PAGE) == 0, "mprotect and munmap");
    close(fd);
    unlink(name);
}

/* Paths that end where nothing is mapped behind, go over a page's end, are too long, or do not end.
 */
static void check_paths(void)
{
    char *pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *end = pages + 2 * PAGE;

    munmap(end, PAGE);
    check(access(strcpy(end - sizeof "/tmp", "/tmp"), F_OK) == 0,
          "a path that ends with its memory");
    check(access(strcpy(pages + PAGE - 2, "/tmp"), F_OK) == 0, "a path over the end of a page");
    memset(pages, '/', 2 * PAGE);
    memcpy(end - 4, "/tmp", 4);
    check(access(end - 4, F_OK) == -1 && errno == EFAULT, "a path that goes on where nothing is");
    check(access(pages, F_OK) == -1 && errno == ENAMETOOLONG, "a path that is too long");
    pages[4094] = 0;
    check(access(pages, F_OK) == 0, "the longest path");
    munmap(pages, 2 * PAGE);
}

static void check_ptrace(void)
{
    static volatile long secret = 11;
    struct user_regs_struct regs = {0};
    pid_t child = fork();

    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        _exit((int)secret);
    }
    check(WIFSTOPPED(wait_for(child)), "a traced process stops for its tracer");
    check(ptrace(PTRACE_GETREGS, child, NULL, &regs) == 0 && regs.rip != 0,
          "which reads its registers");
    check(ptrace(PTRACE_POKEDATA, child, (void *)&secret, (void *)23L) == 0,
          "and writes its memory");
    ptrace(PTRACE_CONT, child, NULL, NULL);
    check(wait_for(child) == 23 << 8 && secret == 11, "and lets it go on");
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "exec") == 0)
        return strcmp(argv[2], "an argument") == 0 ? 42 : 1;
    check_fork();
    check_many();
    check_exec(argv[0]);
    check_files();
    check_paths();
    check_ptrace();
    return check_done("processes");
}
