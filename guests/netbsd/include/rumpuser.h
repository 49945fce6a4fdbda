/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rumpuser(3), version 17: what NetBSD's rump kernel archives call, and how a VM's hypercall layer
 * meets it. Names, types and numbers are fixed by those archives; the promises below are this
 * implementation's.
 *
 * Callers: the rump kernel, on a thread of the VM (threads/thread.h), unless said otherwise.
 * Results of type int are 0 or a positive errno of NetBSD (errno.h). What callers own - locks,
 * buffers, threads - they pass as they got it: such arguments are not checked, since the rump
 * kernel is in the same protection domain.
 *
 * "Releases the CPU": the caller holds the rump kernel's CPU, of which there is one; the hypercall
 * gives it up by hyp_backend_unschedule() while it waits and takes it again by
 * hyp_backend_schedule() before it returns. All others return without another thread having run.
 */
#ifndef RUMPUSER_H
#define RUMPUSER_H

#include <stddef.h>
#include <stdint.h>

struct lwp; /* of the rump kernel */

/* ---- Start-up ---- */

#define RUMPUSER_VERSION 17

/* What the hypercall layer may call in the rump kernel. */
struct rumpuser_hyperup {
    void (*hyp_schedule)(void); /* takes the CPU, and an lwp of process 0 if the thread has none */
    void (*hyp_unschedule)(void);
    /* around waits; count 0: all big locks */
    void (*hyp_backend_unschedule)(int count, int *locks, void *interlock);
    void (*hyp_backend_schedule)(int locks, void *interlock);
    void (*hyp_lwproc_switch)(struct lwp *lwp); /* the calling thread runs as `lwp` from
                                                   now on; NULL: as none */
    void (*hyp_lwproc_release)(void);           /* ends the calling thread's lwp */
    /* a process, and an lwp of it for the thread */
    int (*hyp_lwproc_rfork)(void *client, int flags, const char *name);
    int (*hyp_lwproc_newlwp)(int32_t pid);
    struct lwp *(*hyp_lwproc_curlwp)(void);
    int (*hyp_syscall)(int number, void *arguments, long *values); /* 0 or errno; values[2] */
    void (*hyp_lwpexit)(void); /* makes the process's lwps end their waits */
    void (*hyp_execnotify)(const char *name);
    int32_t (*hyp_getpid)(void);
    void *hyp__extra[8];
};

/* First of all calls, by rump_init(), without the CPU. Keeps a copy of *upcalls. EINVAL: a version
 * other than 17; the console says which. */
int rumpuser_init(int version, const struct rumpuser_hyperup *upcalls);

/* ---- Memory ---- */

/* `bytes` (> 0) of memory, undefined contents, at a multiple of `align` (0, or a
 * power of two). ENOMEM. */
int rumpuser_malloc(size_t bytes, int align, void **memory);

/* Takes back memory of rumpuser_malloc(); `bytes` as they were asked for. NULL is allowed. */
void rumpuser_free(void *memory, size_t bytes);

/* Zeroed memory in whole pages, at a multiple of 1 << align_bits. `preferred` is a wish that is not
 * granted: memory of a VM is where it is. Executable memory is not to be had (no page is both
 * writable and executable): EACCES. ENOMEM. */
int rumpuser_anonmmap(void *preferred, size_t bytes, int align_bits, int executable, void **memory);

/* Takes back memory of rumpuser_anonmmap(). */
void rumpuser_unmap(void *memory, size_t bytes);

/* ---- Files: the disks that the manifest gives the VM. A path is the name of one, after any
 * leading "/dev/". ---- */

#define RUMPUSER_OPEN_RDONLY  0x00
#define RUMPUSER_OPEN_WRONLY  0x01
#define RUMPUSER_OPEN_RDWR    0x02
#define RUMPUSER_OPEN_ACCMODE 0x03
#define RUMPUSER_OPEN_CREATE  0x04 /* only if it is there already: a VM cannot make disks */
#define RUMPUSER_OPEN_EXCL    0x08 /* with CREATE: EEXIST if it is there */
#define RUMPUSER_OPEN_BIO     0x10 /* for rumpuser_bio() */

/* *file: a number for the calls below. ENOENT: no such disk, which includes CREATE; EEXIST; EINVAL:
 * modes that do not exist; EROFS: writing to a read-only disk; EMFILE: all numbers are in use. */
int rumpuser_open(const char *path, int mode, int *file);

/* EBADF. Requests of rumpuser_bio() on it that are under way are finished
 * first: releases the CPU. */
int rumpuser_close(int file);

#define RUMPUSER_FT_OTHER 0
#define RUMPUSER_FT_DIR   1
#define RUMPUSER_FT_REG   2
#define RUMPUSER_FT_BLK   3
#define RUMPUSER_FT_CHR   4

/* Size in bytes and kind of what the path names, where not NULL: disks are
 * RUMPUSER_FT_BLK. ENOENT. */
int rumpuser_getfileinfo(const char *path, uint64_t *bytes, int *kind);

#define RUMPUSER_BIO_READ  0x01
#define RUMPUSER_BIO_WRITE 0x02
#define RUMPUSER_BIO_SYNC  0x04 /* with WRITE: durable when it is done */
typedef void (*rump_biodone_fn)(void *argument, size_t bytes, int error);

/* Starts a transfer and returns; a thread of the VM calls done(argument, bytes transferred, errno)
 * with the CPU held. Requests to a disk in memory are done in the order they came in, to others in
 * any order. `buffer` is the disk's until then. Less than `bytes` are transferred at the end of the
 * disk. Errors, by `done`, in the same call or later: EBADF (also: not open for that), EINVAL
 * (operation, offset below 0), EIO, ENOMEM (for the thread), ENOSPC (as below). Releases the CPU
 * only while too many requests are under way. */
void rumpuser_bio(int file, int operation, void *buffer, size_t bytes, int64_t offset,
                  rump_biodone_fn done, void *argument);

struct rumpuser_iovec {
    void *iov_base;
    size_t iov_len;
};
#define RUMPUSER_IOV_NOSEEK (-1)

/* Transfers at `offset`, or for NOSEEK at the file's own position, which then moves. *bytes: how
 * many; less than asked for, at last 0, at the end of the disk. Releases the CPU. EBADF (also: not
 * open for that), EINVAL (another offset below 0), EIO, ENOSPC (a write that begins at the end, or
 * that no memory is left for). */
int rumpuser_iovread(int file, struct rumpuser_iovec *vector, size_t count, int64_t offset,
                     size_t *bytes);
int rumpuser_iovwrite(int file, const struct rumpuser_iovec *vector, size_t count, int64_t offset,
                      size_t *bytes);

#define RUMPUSER_SYNCFD_READ    0x01
#define RUMPUSER_SYNCFD_WRITE   0x02
#define RUMPUSER_SYNCFD_BOTH    (RUMPUSER_SYNCFD_READ | RUMPUSER_SYNCFD_WRITE)
#define RUMPUSER_SYNCFD_BARRIER 0x04
#define RUMPUSER_SYNCFD_SYNC    0x08 /* written data are durable when the call returns */

/* Orders transfers within [start, start + bytes) (bytes 0: to the end) before those that follow.
 * EBADF; EINVAL: flags without READ or WRITE, or unknown ones. Releases the CPU. */
int rumpuser_syncfd(int file, int flags, uint64_t start, uint64_t bytes);

/* ---- Time ---- */

enum rumpclock {
    RUMPUSER_CLOCK_RELWALL, /* of gettime: time of day; of sleep: a length of time */
    RUMPUSER_CLOCK_ABSMONO, /* since the machine's start, never going back */
};

/* EINVAL: no such clock. */
int rumpuser_clock_gettime(int clock, int64_t *seconds, long *nanoseconds);

/* Returns after (RELWALL) or at (ABSMONO) that time, never before. Releases the CPU.
 * EINVAL: no such clock. */
int rumpuser_clock_sleep(int clock, int64_t seconds, long nanoseconds);

/* ---- Parameters ---- */

#define RUMPUSER_PARAM_NCPU     "_RUMPUSER_NCPU"
#define RUMPUSER_PARAM_HOSTNAME "_RUMPUSER_HOSTNAME"

/* Copies the value of `name`, NUL included, into value[size]: that of the manifest, or a default
 * that the VM has for it. ENOENT: there is none; E2BIG: `size` is too small; EINVAL: an unknown
 * name with an underscore in front. */
int rumpuser_getparam(const char *name, void *value, size_t size);

/* ---- errno of local clients: the calling thread's own ---- */
void rumpuser_seterrno(int error);

/* ---- The end ---- */

#define RUMPUSER_PID_SELF ((int64_t)-1)

/* A signal of the rump kernel for a process that it takes for its host's: all of them (PID_SELF, or
 * a pid above 0) are the VM. One that would end a process ends the VM with status 128 + signal,
 * except SIGPIPE and SIGSYS, which the errno of the system call tells anyhow; others and 0 are
 * ignored. ESRCH: other pids; EINVAL: no such signal. */
int rumpuser_kill(int64_t pid, int signal);

#define RUMPUSER_PANIC (-1)

/* Ends the VM: status 0 .. 255, or RUMPUSER_PANIC, which the console and the exit status tell. */
_Noreturn void rumpuser_exit(int how);

/* ---- Console ---- */

/* One character; a line goes out when it is complete. By any code of the VM. */
void rumpuser_putchar(int character);

/* Text by printf's conversions (cos/print.h), in the same lines. */
void rumpuser_dprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- Entropy ---- */

#define RUMPUSER_RANDOM_HARD   0x01 /* as good as the machine can */
#define RUMPUSER_RANDOM_NOWAIT 0x02 /* rather less, or EAGAIN for nothing, than a long wait */

/* Fills buffer[bytes]; *filled: how many were. EINVAL: unknown flags. */
int rumpuser_getrandom(void *buffer, size_t bytes, int flags, size_t *filled);

/* ---- Threads ---- */

/* Priority and CPU are wishes; one CPU and one priority are there. *cookie: for
 * rumpuser_thread_join(), if `joinable`. EAGAIN: no memory for it. */
int rumpuser_thread_create(void *(*function)(void *), void *argument, const char *name,
                           int joinable, int priority, int cpu, void **cookie);
_Noreturn void rumpuser_thread_exit(void);

/* Returns when the thread has ended. Releases the CPU. */
int rumpuser_thread_join(void *cookie);

/* The lwp that the calling thread runs as. Archives whose curlwp is a __thread variable call only
 * the first of these. */
enum rumplwpop { RUMPUSER_LWP_CREATE, RUMPUSER_LWP_DESTROY, RUMPUSER_LWP_SET, RUMPUSER_LWP_CLEAR };
void rumpuser_curlwpop(int operation, struct lwp *lwp);
struct lwp *rumpuser_curlwp(void);

/* ---- Mutexes ---- */

struct rumpuser_mtx;
#define RUMPUSER_MTX_SPIN   0x01 /* waits for it keep the CPU */
#define RUMPUSER_MTX_KMUTEX 0x02 /* knows its owner */

/* There is always memory for one, or the VM ends with a message. */
void rumpuser_mutex_init(struct rumpuser_mtx **mutex, int kind);

/* Releases the CPU if it must wait; a SPIN one, and the nowrap variant, wait with the CPU held or
 * without having it.
 * */
void rumpuser_mutex_enter(struct rumpuser_mtx *mutex);
void rumpuser_mutex_enter_nowrap(struct rumpuser_mtx *mutex);

/* EBUSY: a thread has it. */
int rumpuser_mutex_tryenter(struct rumpuser_mtx *mutex);
void rumpuser_mutex_exit(struct rumpuser_mtx *mutex);
void rumpuser_mutex_destroy(struct rumpuser_mtx *mutex);

/* *owner: the lwp that has it, NULL: nobody. KMUTEX ones only. */
void rumpuser_mutex_owner(struct rumpuser_mtx *mutex, struct lwp **owner);

/* ---- Reader/writer locks ---- */

struct rumpuser_rw;
enum rumprwlock { RUMPUSER_RW_READER, RUMPUSER_RW_WRITER };

void rumpuser_rw_init(struct rumpuser_rw **lock);
void rumpuser_rw_enter(int kind, struct rumpuser_rw *lock);   /* releases the CPU if it must wait */
int rumpuser_rw_tryenter(int kind, struct rumpuser_rw *lock); /* EBUSY */
int rumpuser_rw_tryupgrade(struct rumpuser_rw *lock);         /* reader to writer; EBUSY:
                                                         there are other readers */
void rumpuser_rw_downgrade(struct rumpuser_rw *lock);         /* writer to reader */
void rumpuser_rw_exit(struct rumpuser_rw *lock);
void rumpuser_rw_destroy(struct rumpuser_rw *lock);

/* *held: whether any thread (READER) or the calling thread (WRITER) has it so. */
void rumpuser_rw_held(int kind, struct rumpuser_rw *lock, int *held);

/* ---- Condition variables ---- */

struct rumpuser_cv;

void rumpuser_cv_init(struct rumpuser_cv **cv);
void rumpuser_cv_destroy(struct rumpuser_cv *cv);

/* Leaves the mutex, waits, enters it again. Releases the CPU, the nowrap variant does not. */
void rumpuser_cv_wait(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex);
void rumpuser_cv_wait_nowrap(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex);

/* At most for that length of time; ETIMEDOUT. Releases the CPU. */
int rumpuser_cv_timedwait(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex, int64_t seconds,
                          int64_t nanoseconds);

void rumpuser_cv_signal(struct rumpuser_cv *cv);
void rumpuser_cv_broadcast(struct rumpuser_cv *cv);
void rumpuser_cv_has_waiters(struct rumpuser_cv *cv, int *waiters);

/* ---- Components and modules of the rump kernel ---- */

struct modinfo;
struct rump_component;
typedef void (*rump_modinit_fn)(const struct modinfo *const *modules, size_t count);
typedef int (*rump_symload_fn)(void *symbols, uint64_t symbols_bytes, char *strings,
                               uint64_t strings_bytes);
typedef void (*rump_compload_fn)(const struct rump_component *component);

/* Hands over what was linked in: all modules at once, then each component. */
void rumpuser_dl_bootstrap(rump_modinit_fn modules, rump_symload_fn symbols,
                           rump_compload_fn component);

/* ---- For programs that become daemons: a VM has no terminal to leave, both do nothing ---- */
int rumpuser_daemonize_begin(void);
int rumpuser_daemonize_done(int error);

/* ---- Clients in other components: server/; `client` is the cookie of hyp_lwproc_rfork() ---- */

/* Called by rump_init_server(). Nothing is to be started: clients come in by component call. */
int rumpuser_sp_init(const char *url, const char *system, const char *release, const char *machine);

/* Copies between the rump kernel and the client's memory. EFAULT: not all of it is in the client's
 * links with this VM. Strings: *bytes is the size of the buffer, and then the length with the NUL;
 * ENAMETOOLONG: no NUL within it. */
int rumpuser_sp_copyin(void *client, const void *from, void *to, size_t bytes);
int rumpuser_sp_copyinstr(void *client, const void *from, void *to, size_t *bytes);
int rumpuser_sp_copyout(void *client, const void *from, void *to, size_t bytes);
int rumpuser_sp_copyoutstr(void *client, const void *from, void *to, size_t *bytes);

/* Memory in the client cannot be made by the VM: ENOMEM. */
int rumpuser_sp_anonmmap(void *client, size_t bytes, void **memory);

/* A signal for the client: ignored, component clients have no signals. */
int rumpuser_sp_raise(void *client, int signal);

/* The rump kernel is done with the client (NULL: with all of them). */
void rumpuser_sp_fini(void *client);

#endif
