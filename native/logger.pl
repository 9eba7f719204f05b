#!/usr/bin/perl
# The logger for processors that bin/ has no binary for: the same arguments, files, options and records as logger.c,
# which says why each step is as it is, at 2.8 MiB instead of 15 KiB a container.
use strict;
use warnings;
use Errno qw(EINTR EAGAIN);
use Fcntl qw(:flock F_SETFL);
use IO::Select;
use POSIX ();

# perl-base has no Time::HiRes: whole seconds are better than no log.
my $now = eval { require Time::HiRes; \&Time::HiRes::time } || sub { time };

$SIG{$_} = 'IGNORE' for qw(TERM HUP INT PIPE XFSZ);

my ($key, $path) = @ARGV;
my ($driver, @options) = split /,/, $key // '';
my %option = map { split /=/, $_, 2 } @options;
my ($max_size, $max_files) = ($option{'max-size'} // 0, $option{'max-file'} // 1);
my $record_bytes = 16 * 1024;

my ($file, $size);

# The first part of `log-fields` is what each record tells of the container.
my $attributes = '';
if ((my $fields_path = $path) =~ s{[^/]*\z}{log-fields}) {
    local $/;
    if (open my $fields, '<:raw', $fields_path) { ($attributes) = unpack 'V/a', <$fields> }
}

sub open_file {
    undef $file;
    $size = 0;
    sysopen my $opened, $path, POSIX::O_RDWR | POSIX::O_CREAT | POSIX::O_APPEND, 0600 or return;
    $file = $opened;
    $size = -s $file;
    return if $size == 0;
    sysseek $file, -1, 2;
    sysread $file, my $last, 1;
    syswrite $file, "\n" if $last ne "\n";
}

sub rotate {
    $size = 0;
    if ($max_files < 2) { unlink $path or return }
    for my $number (reverse 1 .. $max_files - 1) {
        rename $number == 1 ? $path : $path . '.' . ($number - 1), "$path.$number";
    }
    open_file();
}

sub append {
    my ($records) = @_;
    open_file() if !$file;
    return if !$file;
    my $written = 0;
    while ($written < length $records) {
        my $count = syswrite $file, $records, length($records) - $written, $written;
        next if !defined $count && $! == EINTR;
        if (!$count) {
            my $whole = 1 + rindex substr($records, 0, $written), "\n";
            truncate $file, (-s $file) - ($written - $whole) if $whole < $written;
            $written = $whole;
            last;
        }
        $written += $count;
    }
    $size += $written;
}

my %short = ('"' => '\\"', '\\' => '\\\\', "\n" => '\\n', "\r" => '\\r', "\t" => '\\t');

sub record {
    my ($stream, $text, $time) = @_;
    $text =~ s/([\x00-\x1f"\\])/$short{$1} \/\/ sprintf '\\u%04x', ord $1/ge;
    return qq({"log":"$text","stream":"$stream",$attributes"time":"$time"}\n);
}

sub timestamp {
    my $time = $now->();
    return POSIX::strftime('%Y-%m-%dT%H:%M:%S', gmtime int $time) . sprintf '.%06d000Z', ($time - int $time) * 1e6;
}

# Takes the next record's text off what is held; the demands are logger.c's.
sub next_text {
    my ($held, $demand) = @_;
    my $newline = index $$held, "\n";
    return substr $$held, 0, $newline + 1, '' if $newline >= 0 && $newline < $record_bytes;
    my $length = length $$held;
    return '' if $length < $record_bytes && $demand eq 'lines';
    return substr $$held, 0, $length, '' if $length < $record_bytes && $demand eq 'everything';
    my $text = substr $$held, 0, $record_bytes;
    $text =~ s/(?:[\xc0-\xff]|[\xe0-\xff][\x80-\xbf]|[\xf0-\xff][\x80-\xbf]{2})\z//;
    return substr $$held, 0, length $text, '';
}

my %held = (stdout => '', stderr => '');

sub record_held {
    my ($stream, $demand) = @_;
    my ($time, $records) = (timestamp(), '');
    while ((my $text = next_text(\$held{$stream}, $demand)) ne '') {
        if ($max_size > 0 && $size + length $records >= $max_size) {
            append($records);
            $records = '';
            rotate();
        }
        $records .= record($stream, $text, $time);
    }
    append($records) if $driver eq 'json-file' && $records ne '';
}

my $lock;
if ((my $lock_path = $path) =~ s{[^/]*\z}{logger-lock}) {
    flock $lock, LOCK_SH | LOCK_NB if sysopen $lock, $lock_path, POSIX::O_RDONLY | POSIX::O_CREAT, 0600;
}
open_file() if $driver eq 'json-file';

# Who is attached; a write waits for a reader that is slow, and for one that has gone it fails.
my %attached;
for my $stream (qw(stdout stderr)) {
    (my $fifo_path = $path) =~ s{[^/]*\z}{attach/$stream};
    sysopen my $fifo, $fifo_path, POSIX::O_WRONLY | POSIX::O_NONBLOCK or next;
    fcntl $fifo, F_SETFL, POSIX::O_WRONLY;
    $attached{$stream} = $fifo;
}

sub show {
    my ($stream, $bytes) = @_;
    while ($attached{$stream} && $bytes ne '') {
        my $count = syswrite $attached{$stream}, $bytes;
        next if !defined $count && $! == EINTR;
        if ($count) { substr $bytes, 0, $count, '' }
        else { delete $attached{$stream} }
    }
}

chdir '/';

my %stream = (3 => 'stdout', 4 => 'stderr');
my $select = IO::Select->new;
for my $fd (keys %stream) {
    open my $pipe, '<&=', $fd or next;
    $select->add($pipe);
}
POSIX::close(5);

my $unfinished = 0;
while ($select->count) {
    my @ready = $select->can_read($unfinished ? 0 : undef);
    if (!@ready) {
        record_held($_, 'fragments') for values %stream;
        $unfinished = 0;
    }
    for my $pipe (sort { fileno $a <=> fileno $b } @ready) {
        my $stream = $stream{fileno $pipe};
        my $count = sysread $pipe, $held{$stream}, 65536, length $held{$stream};
        next if !defined $count && ($! == EINTR || $! == EAGAIN);
        if ($count) { show($stream, substr $held{$stream}, -$count) }
        else { $select->remove($pipe); delete $attached{$stream} }
        record_held($stream, $count ? 'lines' : 'everything');
    }
    $unfinished = 1 if @ready && ($held{stdout} ne '' || $held{stderr} ne '');
}
