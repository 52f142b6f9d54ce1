using System.Text;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Sources;

/// <summary>GOAUTH=git DIR with the real git and its own store for a helper. Spec: AUTH-6.</summary>
public sealed class GoAuthGitTests : IAsyncLifetime
{
    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("aladdin:opensesame"));

    private GoAuthWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Repository => _world.Files["repository"];

    private string Store => _world.Files["credentials"];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ExternalProgram.Find("git") is not null, "git is not installed");
        _world = await GoAuthWorld.StartAsync();
        _world.Want("Authorization", Basic);
        Directory.CreateDirectory(Repository);
        await GitAsync("init", "-q");
        await GitAsync("config", "credential.helper", $"store --file={Store}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    [Fact]
    public async Task Asks_git_once_a_request_is_refused_and_tells_it_that_the_answer_was_good()
    {
        Know("aladdin:opensesame");
        await GitAsync("config", "--add", "credential.helper", $"!f() {{ [ \"$1\" = get ] || {{ echo $1; cat; }} >> {_world.Files["told"]}; }}; f");
        await using (var fetcher = _world.Fetcher("git " + Repository))
        {
            Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));
            Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/y", Token));
        }

        Assert.Equal([null, Basic, Basic], _world.Server.Requests.Where(request => request.Method == "GET").Select(request => request["Authorization"]));
        var head = Assert.Single(_world.Server.Requests, request => request.Method == "HEAD");
        Assert.Equal(("/", Basic), (head.Target, head["Authorization"]));
        Assert.StartsWith("store\nprotocol=https\n", await File.ReadAllTextAsync(_world.Files["told"], Token), StringComparison.Ordinal);
        Assert.Contains("password=opensesame\n", await File.ReadAllTextAsync(_world.Files["told"], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_git_that_the_answer_was_wrong()
    {
        Know("aladdin:wr0ng");
        await using (var fetcher = _world.Fetcher("git " + Repository))
        {
            Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));
        }

        Assert.Equal("", await File.ReadAllTextAsync(Store, Token));
        Assert.Equal(3, _world.Server.Requests.Count); // without, with, and HEAD
    }

    [Fact]
    public async Task Asks_nobody_at_the_terminal_and_says_in_the_trace_what_git_said()
    {
        await using var fetcher = _world.Fetcher("git " + Repository);

        Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));

        Assert.Contains($"GOAUTH encountered errors for {_world.A}/x:", _world.Trace);
        var said = Assert.Single(_world.Trace, line => line.StartsWith($"  GOAUTH=git {Repository}: ", StringComparison.Ordinal));
        Assert.Contains($"'git credential fill' failed (url={_world.A}/x): exit status 128\n", said, StringComparison.Ordinal);
        Assert.Contains("terminal prompts disabled", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_no_credentials_for_another_place()
    {
        await GitAsync("config", "credential.helper", "!f() { echo host=elsewhere.test; echo username=u; echo password=s3cr3t; }; f");
        await using var fetcher = _world.Fetcher("git " + Repository);

        Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));

        Assert.Contains(_world.Trace, line => line.EndsWith($"requested a credential for {_world.A}/x, but 'git credential fill' provided one for https://elsewhere.test", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cr3t", string.Join('\n', _world.Trace), StringComparison.Ordinal);
        Assert.Single(_world.Server.Requests);
    }

    [Fact]
    public async Task Asks_for_the_path_where_git_is_told_to()
    {
        await GitAsync("config", "credential.useHttpPath", "true");
        await File.WriteAllTextAsync(Store, $"https://aladdin:opensesame@{_world.A["https://".Length..]}/a%21b\n", Token);
        await using var fetcher = _world.Fetcher("git " + Repository);

        Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/a%21b", Token));
        Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/other", Token));
    }

    [Fact]
    public async Task Runs_git_where_it_is_told_to_and_not_in_the_project()
    {
        Know("aladdin:opensesame");
        var project = _world.Files["work"];
        Assert.Equal(0, (await ExternalProgram.RunAsync("git", ["init", "-q"], Token, project)).ExitCode);
        Assert.Equal(0, (await ExternalProgram.RunAsync("git", ["config", "credential.helper", $"!cat >> {_world.Files["stolen"]}; f"], Token, project)).ExitCode);
        await using (var fetcher = _world.Fetcher("git " + Repository))
        {
            Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));
        }

        Assert.False(File.Exists(_world.Files["stolen"]));
    }

    private void Know(string userAndPassword) => File.WriteAllText(Store, _world.A.Replace("//", $"//{userAndPassword}@", StringComparison.Ordinal) + "\n");

    private async Task GitAsync(params string[] arguments)
    {
        var (code, _, error) = await ExternalProgram.RunAsync("git", arguments, Token, Repository, _world.Variables);
        Assert.True(code == 0, error);
    }
}
