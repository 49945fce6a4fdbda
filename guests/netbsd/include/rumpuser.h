/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rumpuser(3), version 17: the functions that NetBSD's rump kernel archives call, as this hypercall
 * layer implements them. The archives fix names, types and numbers; the promises below are this
 * implementation's.
 *
 * The rump kernel calls these functions, on a thread of the VM (threads/thread.h), unless a comment
 * says otherwise. Results of type int are 0 or a positive errno of NetBSD (errno.h). Functions do
 * not check the locks, buffers and threads that callers pass: the rump kernel is in the same
 * protection domain.
 *
 * "Releases the CPU": the caller holds the rump kernel's one CPU; the hypercall releases it by
 * hyp_backend_unschedule() while it waits and takes it again by hyp_backend_schedule() before it
 * returns. During all other hypercalls no other thread runs.
 */
#ifndef RUMPUSER_H
#define RUMPUSER_H

#include <stddef.h>
#include <stdint.h>

struct lwp; /* of the rump kernel */

/* ---- Start-up ---- */

#define RUMPUSER_VERSION 17

/* The rump kernel's functions that the hypercall layer may call. */
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

/* rump_init() calls it first of all, without the CPU. Copies *upcalls. EINVAL: a version other than
 * 17; the console says which. */
int rumpuser_init(int version, const struct rumpuser_hyperup *upcalls);

/* ---- Memory ---- */

/* `bytes` (> 0) of memory, undefined contents, at a multiple of `align` (0, or a
 * power of two). ENOMEM. */
int rumpuser_malloc(size_t bytes, int align, void **memory);

/* Frees memory of rumpuser_malloc(); `bytes` as requested. NULL is allowed. */
void rumpuser_free(void *memory, size_t bytes);

/* Zeroed memory in whole pages, at a multiple of 1 << align_bits. Ignores the address `preferred`.
 * Executable memory: EACCES (no page is both writable and executable). ENOMEM. */
int rumpuser_anonmmap(void *preferred, size_t bytes, int align_bits, int executable, void **memory);

/* Frees memory of rumpuser_anonmmap(). */
void rumpuser_unmap(void *memory, size_t bytes);

/* ---- Files: the disks that the manifest gives the VM. A path is a disk's name, with or without
 * "/dev/" before it. ---- */

#define RUMPUSER_OPEN_RDONLY  0x00
#define RUMPUSER_OPEN_WRONLY  0x01
#define RUMPUSER_OPEN_RDWR    0x02
#define RUMPUSER_OPEN_ACCMODE 0x03
#define RUMPUSER_OPEN_CREATE  0x04 /* has no effect: a VM cannot create disks */
#define RUMPUSER_OPEN_EXCL    0x08 /* with CREATE: EEXIST if the disk exists */
#define RUMPUSER_OPEN_BIO     0x10 /* for rumpuser_bio() */

/* *file: a number for the calls below. ENOENT: no such disk, also with CREATE; EEXIST; EINVAL:
 * unknown modes; EROFS: writing to a read-only disk; EMFILE: all numbers are in use. */
int rumpuser_open(const char *path, int mode, int *file);

/* Waits first for the file's requests of rumpuser_bio(): releases the CPU. EBADF. */
int rumpuser_close(int file);

#define RUMPUSER_FT_OTHER 0
#define RUMPUSER_FT_DIR   1
#define RUMPUSER_FT_REG   2
#define RUMPUSER_FT_BLK   3
#define RUMPUSER_FT_CHR   4

/* Stores the disk's size in bytes and its kind, RUMPUSER_FT_BLK, where the pointers are not NULL.
 * ENOENT. */
int rumpuser_getfileinfo(const char *path, uint64_t *bytes, int *kind);

#define RUMPUSER_BIO_READ  0x01
#define RUMPUSER_BIO_WRITE 0x02
#define RUMPUSER_BIO_SYNC  0x04 /* with WRITE: durable when done() is called */
typedef void (*rump_biodone_fn)(void *argument, size_t bytes, int error);

/* Starts a transfer and returns; a thread of the VM calls done(argument, bytes transferred, errno)
 * with the CPU held. A disk in memory does its requests in order, others in any order. The caller
 * does not touch `buffer` until then. At the end of the disk, fewer than `bytes` are transferred.
 * Errors, by `done`, in the same call or later: EBADF (also: not open for that access), EINVAL
 * (operation, offset below 0), EIO, ENOMEM (for the thread), ENOSPC (as below). Releases the CPU
 * only while too many requests are in flight. */
void rumpuser_bio(int file, int operation, void *buffer, size_t bytes, int64_t offset,
                  rump_biodone_fn done, void *argument);

struct rumpuser_iovec {
    void *iov_base;
    size_t iov_len;
};
#define RUMPUSER_IOV_NOSEEK (-1)

/* Transfers at `offset`, or for NOSEEK at the file's own position, which it advances. *bytes: how
 * many were transferred; at the end of the disk fewer than requested, then 0. Releases the CPU.
 * EBADF (also: not open for that access), EINVAL (another offset below 0), EIO, ENOSPC (a write
 * that begins at the end, or for which no memory is left). */
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
    RUMPUSER_CLOCK_RELWALL, /* gettime: time of day; sleep: a duration */
    RUMPUSER_CLOCK_ABSMONO, /* time since the machine's start; never goes back */
};

/* EINVAL: no such clock. */
int rumpuser_clock_gettime(int clock, int64_t *seconds, long *nanoseconds);

/* Waits for (RELWALL) or until (ABSMONO) that time, never less. Releases the CPU. EINVAL: no such
 * clock. */
int rumpuser_clock_sleep(int clock, int64_t seconds, long nanoseconds);

/* ---- Parameters ---- */

#define RUMPUSER_PARAM_NCPU     "_RUMPUSER_NCPU"
#define RUMPUSER_PARAM_HOSTNAME "_RUMPUSER_HOSTNAME"

/* Copies the value of `name`, NUL included, into value[size]: the manifest's, or else the VM's
 * default. ENOENT: neither has one; E2BIG: `size` is too small; EINVAL: an unknown name with an
 * underscore in front. */
int rumpuser_getparam(const char *name, void *value, size_t size);

/* ---- errno of local clients: the calling thread's own ---- */
void rumpuser_seterrno(int error);

/* ---- The end ---- */

#define RUMPUSER_PID_SELF ((int64_t)-1)

/* Sends a signal to a process of the host. Every such process (PID_SELF, or a pid above 0) is the
 * VM. A signal that would end a process ends the VM with status 128 + signal, except SIGPIPE and
 * SIGSYS, whose cause the system call's errno tells; others and 0 are ignored. ESRCH: other pids;
 * EINVAL: no such signal. */
int rumpuser_kill(int64_t pid, int signal);

#define RUMPUSER_PANIC (-1)

/* Ends the VM with status 0 .. 255, or RUMPUSER_PANIC, which the console and the exit status
 * show. */
_Noreturn void rumpuser_exit(int how);

/* ---- Console ---- */

/* Prints one character; a line is sent when it is complete. Any code of the VM may call it. */
void rumpuser_putchar(int character);

/* Prints text with printf's conversions (cos/print.h), into the same lines. */
void rumpuser_dprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- Entropy ---- */

#define RUMPUSER_RANDOM_HARD 0x01 /* the best that the machine has */
#define RUMPUSER_RANDOM_NOWAIT                                        \
    0x02 /* returns fewer bytes, or EAGAIN for none, rather than wait \
          * long */

/* Fills buffer[bytes]; *filled: the bytes filled. EINVAL: unknown flags. */
int rumpuser_getrandom(void *buffer, size_t bytes, int flags, size_t *filled);

/* ---- Threads ---- */

/* Ignores priority and CPU: the VM has one of each. *cookie: for rumpuser_thread_join(), if
 * `joinable`. EAGAIN: no memory. */
int rumpuser_thread_create(void *(*function)(void *), void *argument, const char *name,
                           int joinable, int priority, int cpu, void **cookie);
_Noreturn void rumpuser_thread_exit(void);

/* Returns when the thread has ended. Releases the CPU. */
int rumpuser_thread_join(void *cookie);

/* The lwp as which the calling thread runs. Archives whose curlwp is a __thread variable call only
 * the first of these. */
enum rumplwpop { RUMPUSER_LWP_CREATE, RUMPUSER_LWP_DESTROY, RUMPUSER_LWP_SET, RUMPUSER_LWP_CLEAR };
void rumpuser_curlwpop(int operation, struct lwp *lwp);
struct lwp *rumpuser_curlwp(void);

/* ---- Mutexes ---- */

struct rumpuser_mtx;
#define RUMPUSER_MTX_SPIN   0x01 /* waiters keep the CPU */
#define RUMPUSER_MTX_KMUTEX 0x02 /* knows its owner */

/* Never fails: without memory the VM ends with a message. */
void rumpuser_mutex_init(struct rumpuser_mtx **mutex, int kind);

/* Releases the CPU if it must wait. For a SPIN mutex, and in the nowrap variant, it leaves the CPU
 * as it is, held or not. */
void rumpuser_mutex_enter(struct rumpuser_mtx *mutex);
void rumpuser_mutex_enter_nowrap(struct rumpuser_mtx *mutex);

/* EBUSY: a thread has it. */
int rumpuser_mutex_tryenter(struct rumpuser_mtx *mutex);
void rumpuser_mutex_exit(struct rumpuser_mtx *mutex);
void rumpuser_mutex_destroy(struct rumpuser_mtx *mutex);

/* *owner: the lwp that holds it; NULL: none does. For KMUTEX mutexes only. */
void rumpuser_mutex_owner(struct rumpuser_mtx *mutex, struct lwp **owner);

/* ---- Reader/writer locks ---- */

struct rumpuser_rw;
enum rumprwlock { RUMPUSER_RW_READER, RUMPUSER_RW_WRITER };

void rumpuser_rw_init(struct rumpuser_rw **lock);
void rumpuser_rw_enter(int kind, struct rumpuser_rw *lock);   /* releases the CPU if it must wait */
int rumpuser_rw_tryenter(int kind, struct rumpuser_rw *lock); /* EBUSY */
int rumpuser_rw_tryupgrade(struct rumpuser_rw *lock);         /* reader to writer; EBUSY: others
                                                               * read, too */
void rumpuser_rw_downgrade(struct rumpuser_rw *lock);         /* writer to reader */
void rumpuser_rw_exit(struct rumpuser_rw *lock);
void rumpuser_rw_destroy(struct rumpuser_rw *lock);

/* *held: whether any thread reads (READER), or the calling thread writes (WRITER). */
void rumpuser_rw_held(int kind, struct rumpuser_rw *lock, int *held);

/* ---- Condition variables ---- */

struct rumpuser_cv;

void rumpuser_cv_init(struct rumpuser_cv **cv);
void rumpuser_cv_destroy(struct rumpuser_cv *cv);

/* Leaves the mutex, waits, enters it again. Releases the CPU, except in the nowrap variant. */
void rumpuser_cv_wait(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex);
void rumpuser_cv_wait_nowrap(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex);

/* Waits no longer than that; ETIMEDOUT. Releases the CPU. */
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

/* Passes on all linked modules at once, then each component. */
void rumpuser_dl_bootstrap(rump_modinit_fn modules, rump_symload_fn symbols,
                           rump_compload_fn component);

/* ---- For programs that become daemons: do nothing, as a VM has no terminal to leave ---- */
int rumpuser_daemonize_begin(void);
int rumpuser_daemonize_done(int error);

/* ---- Clients in other components: server/; `client` is the cookie of hyp_lwproc_rfork() ---- */

/* Called by rump_init_server(). Has nothing to start: clients come in by component call. */
int rumpuser_sp_init(const char *url, const char *system, const char *release, const char *machine);

/* Copies between the rump kernel and the client's memory. EFAULT: not all of it is in the client's
 * links with this VM. Strings: *bytes is first the size of the buffer, then the length with the
 * NUL; ENAMETOOLONG: no NUL within it. */
int rumpuser_sp_copyin(void *client, const void *from, void *to, size_t bytes);
int rumpuser_sp_copyinstr(void *client, const void *from, void *to, size_t *bytes);
int rumpuser_sp_copyout(void *client, const void *from, void *to, size_t bytes);
int rumpuser_sp_copyoutstr(void *client, const void *from, void *to, size_t *bytes);

/* Always ENOMEM: the VM cannot make memory in the client. */
int rumpuser_sp_anonmmap(void *client, size_t bytes, void **memory);

/* Ignored: component clients have no signals. */
int rumpuser_sp_raise(void *client, int signal);

/* The rump kernel is done with the client (NULL: with all of them). */
void rumpuser_sp_fini(void *client);

#endif
