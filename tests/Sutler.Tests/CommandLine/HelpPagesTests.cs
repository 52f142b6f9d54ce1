using Sutler.CommandLine;
using Sutler.Help;
using Xunit;

namespace Sutler.Tests.CommandLine;

public sealed class HelpPagesTests
{
    public static TheoryData<string> Topics => ["", "mod", "mod download", "mod verify", "cache", "cache prune", "doctor", "serve", "status", "config", "config show", "completion", "version", "environment"];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Fits_on_a_terminal(string topic)
    {
        var page = HelpPages.Find(topic.Split(' ', StringSplitOptions.RemoveEmptyEntries))!;
        Assert.EndsWith("\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', page);
        Assert.DoesNotContain('\t', page);
        Assert.All(page.Split('\n'), line => Assert.True(line.Length <= 80 && line == line.TrimEnd(), line));
    }

    [Theory]
    [InlineData("mod download", "-json -reuse -x -q -progress -C -modcacherw -modfile -overlay")]
    [InlineData("config show", "--json")]
    [InlineData("doctor", "--json")]
    [InlineData("cache prune", "--apply --older-than --max-size --keep --transfers-older-than --json")]
    [InlineData("serve", "--data --upstream --offline --from --listen --tls-cert --token-file --admin-token-file --insecure-public --access-log")]
    [InlineData("status", "--server --admin-token-file --json --watch")]
    [InlineData("mod verify", "-C -modcacherw -modfile -overlay")]
    public void Explains_every_flag(string topic, string flags)
    {
        var page = HelpPages.Find(topic.Split(' '))!;
        Assert.All(flags.Split(' '), flag => Assert.Matches($@"(?m)^\s+{flag}\b", page));
    }

    [Fact]
    public void The_overview_names_every_page() =>
        Assert.All([.. CommandLookup.Commands, "environment"], topic => Assert.Matches($"(?m)^    {topic} ", HelpPages.Overview));
}
