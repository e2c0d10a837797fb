# Scores mails with SpamAssassin's own rules, without the network: FILE TAB SCORE TAB RULES.
use strict;
use warnings;
use Mail::SpamAssassin;

my $checker = Mail::SpamAssassin->new(
    { local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => "/dev/null" });
$checker->init(0);
for my $file (@ARGV) {
    open my $handle, '<:raw', $file or die "$file: $!";
    local $/;
    my $mail   = $checker->parse(<$handle>);
    my $status = $checker->check($mail);
    printf "%s\t%.1f\t%s\n", $file, $status->get_score(), $status->get_names_of_tests_hit();
    $status->finish;
    $mail->finish;
}
