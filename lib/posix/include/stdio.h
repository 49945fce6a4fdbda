/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams: buffered files, and line-buffered text to the console. */
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <sys/types.h>

#define EOF      (-1)
#define BUFSIZ   4096
#define _IOFBF   0
#define _IOLBF   1
#define _IONBF   2
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

typedef struct FILE FILE;

/* The console, with the VM's or component's name before each line. stderr is
 * flushed after each call. */
extern FILE *const stdout, *const stderr;

/* mode: r, w, a, with + for both directions; b and x (must be new) may follow. */
FILE *fopen(const char *path, const char *mode);
FILE *fdopen(int file, const char *mode);
int fclose(FILE *stream);
int fflush(FILE *stream); /* NULL: all */
/* ignores buffer and bytes; call it before other functions */
int setvbuf(FILE *stream, char *buffer, int mode, size_t bytes);

size_t fread(void *memory, size_t bytes, size_t count, FILE *stream);
size_t fwrite(const void *memory, size_t bytes, size_t count, FILE *stream);
int fgetc(FILE *stream);
int ungetc(int c, FILE *stream); /* one character */
char *fgets(char *text, int size, FILE *stream);
int fputc(int c, FILE *stream);
int fputs(const char *text, FILE *stream);
int putchar(int c);
int puts(const char *text);
#define getc(stream)    fgetc(stream)
#define putc(c, stream) fputc(c, stream)

int fseek(FILE *stream, long offset, int whence);
int fseeko(FILE *stream, off_t offset, int whence);
long ftell(FILE *stream);
off_t ftello(FILE *stream);
void rewind(FILE *stream);
int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);
int fileno(FILE *stream);

/* All of C's conversions except wide characters, %a and %n; floating point (e, f, g, capitals) for
 * local clients only. */
int printf(const char *restrict format, ...) __attribute__((format(__printf__, 1, 2)));
int fprintf(FILE *restrict stream, const char *restrict format, ...)
    __attribute__((format(__printf__, 2, 3)));
int dprintf(int file, const char *restrict format, ...) __attribute__((format(__printf__, 2, 3)));
int sprintf(char *restrict to, const char *restrict format, ...)
    __attribute__((format(__printf__, 2, 3)));
int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
    __attribute__((format(__printf__, 3, 4)));
int vprintf(const char *restrict format, va_list arguments)
    __attribute__((format(__printf__, 1, 0)));
int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
    __attribute__((format(__printf__, 2, 0)));
int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list arguments)
    __attribute__((format(__printf__, 3, 0)));

void perror(const char *what); /* "what: meaning of errno" to stderr */
int remove(const char *path);
int rename(const char *path, const char *new);

#endif
