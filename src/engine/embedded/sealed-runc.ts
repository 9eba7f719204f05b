/**
 * runc makes a copy of itself in memory for each process that it puts into a container, so that none can write to the program
 * (CVE-2019-5736): 5 ms of CPU time at each start and each exec. It makes none where it is such a copy, sealed, already (runc, nsexec's
 * `is_self_cloned`). So the engine is given one, as an open file that all whom it starts inherit, and a directory in front of its
 * PATH where `runc` leads to that file: /proc/self/fd is the asker's own, and where the file is missing, the PATH goes on.
 *
 * Perl, since a shell knows no memfd_create(2), and Debian is never without it. Whatever fails, the engine starts, with runc as it is.
 */
const sealer = `my ($number, $runc, $link, @command) = @ARGV;
sub sealed {
  open my $from, "<", $runc or return;
  my $name = "runc";
  my $fd = syscall $number + 0, $name, 2; # MFD_ALLOW_SEALING, and inherited.
  return if $fd < 0;
  open my $to, "+<&=", $fd or return;
  while (my $length = sysread $from, my $bytes, 1 << 20) {
    (syswrite $to, $bytes) == $length or return;
  }
  chmod 0755, $to or return;
  fcntl $to, 1033, 15 or return; # F_ADD_SEALS: all that there were at first, which is what runc looks for.
  my $kept = fcntl $to, 0, 200 or return; # F_DUPFD, above what a parent gives its child by number.
  qx(/proc/self/fd/$kept --version); # Where a policy forbids to run what is in memory.
  return if $?;
  my ($directory) = $link =~ m{(.*)/};
  mkdir $directory;
  unlink "$link.new";
  symlink "/proc/self/fd/$kept", "$link.new" and rename "$link.new", $link or return;
  $ENV{PATH} = "$directory:$ENV{PATH}";
}
sealed();
exec { $command[0] } @command;
die "$command[0]: $!";
`;

/**
 * Functions of a shell script that has `link`, the place for the sealed runc: `start` becomes the program that it is given, and `refresh`
 * leads to the host's runc again where that was replaced since, as an upgrade does.
 */
export const sealedRuncFunctions = `identify() { stat -Lc %d:%i:%Z "$runc"; }
runc=$(command -v runc) && identity=$(identify)
case $(uname -m) in x86_64) number=319 ;; aarch64) number=279 ;; *) number= ;; esac

start() {
  [ -n "$runc" ] && [ -n "$number" ] && command -v perl > /dev/null && exec perl -e "$sealer" "$number" "$runc" "$link" "$@"
  exec "$@"
}

refresh() {
  [ -z "$runc" ] || [ "$(identify)" = "$identity" ] && return
  rm -f "$link.new"; ln -s "$runc" "$link.new" && mv -T "$link.new" "$link"
}

sealer='${sealer}'
`;
