# SPDX-License-Identifier: BSD-2-Clause
# Perl: data structures, regular expressions, files, fork, pipes, signals.
# Each line of output is a case (see tests/boot).
use strict;
use warnings;

sub check {
    my ($what, $got, $expected) = @_;
    print $got eq $expected ? "ok - $what\n" : "not ok - $what: got '$got', expected '$expected'\n";
}

$| = 1;
my %count;
$count{$_ % 7}++ for 1 .. 10000;
my $counts = join(',', map { $count{$_} } sort keys %count);
check('hashes', $counts, '1428,1429,1429,1429,1429,1428,1428');
check('sorting', join(' ', sort { $b <=> $a } 3, 11, 2), '11 3 2');
(my $text = 'the quick brown fox') =~ s/(\w+)/\u$1/g;
check('regular expressions', $text, 'The Quick Brown Fox');
check('floating point', sprintf('%.6f', atan2(1, 1) * 4), '3.141593');

open(my $out, '>', '/tmp/perl.txt') or die $!;
print $out "line $_\n" for 1 .. 500;
close($out);
open(my $in, '<', '/tmp/perl.txt') or die $!;
my @lines = <$in>;
check('files', scalar(@lines), 500);

pipe(my $reader, my $writer);
my $child = fork();
if ($child == 0) {
    print $writer "from $_\n" for 1 .. 3;
    exit 5;
}
close($writer);
check('a pipe from a child', join('', <$reader>), "from 1\nfrom 2\nfrom 3\n");
waitpid($child, 0);
check('its exit status', $? >> 8, 5);

my $caught = '';
local $SIG{USR1} = sub { $caught = shift };
kill('USR1', $$);
check('signals', $caught, 'USR1');
print "done - perl\n";
