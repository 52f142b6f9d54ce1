using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Direct;

/// <summary>What version control asks of the network is asked again where that may help, as everything else is. docs/concepts/transfers.md.</summary>
public sealed class RepeatedProgramTests : IAsyncLifetime
{
    private const string Passing = "fatal: unable to access 'https://ex.com/repository/': The requested URL returned error: 503";
    private const string Final = "fatal: repository 'https://ex.com/repository/' not found";

    private TrustWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        // A real git, which now and then finds that its server is in trouble.
        var git = ExternalProgram.Find("git");
        Assert.SkipWhen(git is null || OperatingSystem.IsWindows(), "git is not installed, or there is no shell");
        var repository = _world.Files["repository.git"];
        await GitAsync(git!, "init", "--quiet", repository);
        _world.Files.Write("repository.git/go.mod", "module ex.com/repository.git\n");
        await GitAsync(git!, "-C", repository, "add", "go.mod");
        await GitAsync(git!, "-C", repository, "-c", "user.name=A", "-c", "user.email=a@ex.com", "commit", "--quiet", "-m", "first");
        await GitAsync(git!, "-C", repository, "tag", "v1.0.0");
        _world.Files.Write("home/.gitconfig", $"[url \"file://{repository}\"]\n\tinsteadOf = https://ex.com/repository\n");
        _world.Files.Write("bin/git", $$"""
            #!/bin/sh
            here=$(dirname "$0")
            case " $* " in
              *" $(cat "$here/command") "*)
                if [ "$(wc -l <"$here/failures")" -gt 0 ]; then
                  sed -i 1d "$here/failures"
                  cat "$here/words" >&2
                  exit 128
                fi;;
            esac
            exec {{git}} "$@"

            """);
        File.SetUnixFileMode(_world.Files["bin/git"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _world.Variables["PATH"] = $"{_world.Files["bin"]}:/usr/bin:/bin";
        _world.Variables["GIT_CONFIG_NOSYSTEM"] = "1";
        _world.Variables["GOPROXY"] = "direct";
        _world.Variables["GOSUMDB"] = "off";
        _world.Time = new HastyClock(TimeSpan.FromMinutes(1));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("ls-remote -q origin", 2, "2", Passing, 0)]
    [InlineData("ls-remote -q origin", 3, "2", Passing, 1)]
    [InlineData("ls-remote -q origin", 1, "0", Passing, 1)]
    [InlineData("ls-remote -q origin", 1, "2", Final, 1)]
    public async Task Is_asked_again_as_often_as_everything_else(string command, int failures, string retries, string words, int exitCode)
    {
        _world.Files.Write("bin/command", command);
        _world.Files.Write("bin/failures", string.Concat(Enumerable.Repeat("x\n", failures)));
        _world.Files.Write("bin/words", words + "\n");
        _world.Variables["SUTLER_RETRIES"] = retries;
        var run = await _world.RunAsync("mod", "download", "ex.com/repository.git@v1.0.0");
        Assert.True(exitCode == run.ExitCode, run.Error);
        Assert.Equal(exitCode != 0, run.Error.Contains(words, StringComparison.Ordinal));
    }

    private static async Task GitAsync(string git, params string[] arguments)
    {
        var (exitCode, _, error) = await ExternalProgram.RunAsync(git, arguments, Token);
        Assert.True(exitCode == 0, error);
    }
}
