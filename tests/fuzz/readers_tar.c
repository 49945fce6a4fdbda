/* SPDX-License-Identifier: BSD-2-Clause */
/* Release sets: tar archives with changed headers that are sealed again, plain or compressed, or
 * changed once more. */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "fuzz.h"

#define RECORD   512
#define CHECKSUM 148 /* offset of the checksum in a header, 8 bytes */
#define SIZE     124 /* of the size, 12 bytes */

static ssize_t collect(struct archive *archive, void *output, const void *bytes, size_t size)
{
    (void)archive;
    buffer_add(output, bytes, size);
    return size;
}

static void add_entry(struct archive *archive, const char *name, const struct buffer *file)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, name);
    archive_entry_set_mode(entry, 0100644);
    archive_entry_set_size(entry, file->size);
    archive_write_header(archive, entry);
    archive_write_data(archive, file->data, file->size);
    archive_entry_free(entry);
}

/* A small set in one of the formats. */
static struct buffer make_tar(int format)
{
    struct archive *archive = archive_write_new();
    struct buffer base = {0}, header = {0}, tar = {0};

    if (!file_read("rump/librump.a", &base))
        exit(host_error("rump/librump.a: %s", file_error()));
    buffer_string(&header, "#define RUMPUSER_VERSION 17\n");
    archive_write_set_format(archive, format);
    archive_write_set_bytes_in_last_block(archive, 1);
    archive_write_open(archive, &tar, NULL, collect, NULL);
    add_entry(archive, "./usr/include/rump/rump.h", &header);
    add_entry(archive, "./usr/lib/librump.a", &base);
    archive_write_close(archive);
    archive_write_free(archive);
    buffer_free(&base);
    buffer_free(&header);
    return tar;
}

void prepare_tar(struct seeds *seeds)
{
    static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE,
                                  ARCHIVE_FORMAT_TAR_GNUTAR};

    for (unsigned i = 0; i < COUNT(formats); i++) {
        struct buffer tar = make_tar(formats[i]);

        seeds_add(seeds, tar.data, tar.size);
        buffer_free(&tar);
    }
}

/* Corrects the checksum of each header, and sometimes makes its size extreme. */
static void seal_headers(struct buffer *input, uint64_t *random)
{
    static const char *const sizes[] = {"77777777777",
                                        "00000000000",
                                        "17777777777",
                                        "\x80\0\0\0\xff\xff\xff\xff\xff\xff",
                                        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
                                        "-7777777777"};

    for (size_t at = 0; at + RECORD <= input->size; at += RECORD) {
        char *header = input->data + at;
        unsigned sum = 0;

        if (memcmp(header + 257, "ustar", 5))
            continue;
        if (next(random) % 16 == 0)
            memcpy(header + SIZE, sizes[next(random) % COUNT(sizes)], 10);
        memset(header + CHECKSUM, ' ', 8);
        for (unsigned i = 0; i < RECORD; i++)
            sum += (unsigned char)header[i];
        snprintf(header + CHECKSUM, 8, "%06o", sum & 0777777);
    }
}

static void compress(struct buffer *input, int filter)
{
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    struct buffer output = {0};

    archive_write_set_format_raw(archive);
    archive_write_add_filter(archive, filter);
    /* other levels of xz first clear 90 MiB */
    archive_write_set_options(archive, "compression-level=1");
    archive_write_open(archive, &output, NULL, collect, NULL);
    archive_entry_set_pathname(entry, "x");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(archive, entry);
    archive_write_data(archive, input->data, input->size);
    archive_entry_free(entry);
    archive_write_close(archive);
    archive_write_free(archive);
    buffer_free(input);
    *input = output;
}

void finish_tar(struct buffer *input, uint64_t *random)
{
    seal_headers(input, random);
    switch (next(random) % 8) {
    case 0:
        compress(input, ARCHIVE_FILTER_GZIP);
        break;
    case 1:
        compress(input, ARCHIVE_FILTER_XZ);
        break;
    case 2:
        compress(input, ARCHIVE_FILTER_GZIP);
        if (input->size)
            input->data[next(random) % input->size] ^= 1 << next(random) % 8;
        break;
    default:
        break;
    }
}
