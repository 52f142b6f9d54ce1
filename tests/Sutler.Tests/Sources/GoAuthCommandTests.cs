using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.Sources;

/// <summary>GOAUTH names a program: asked before the first request, and again about what is refused. Spec: AUTH-5, HTTP-8.</summary>
public sealed class GoAuthCommandTests : IAsyncLifetime
{
    private const string Token1 = "Bearer s3cr3t-t0ken";
    private const string Say = "printf '%s\\n\\nAuthorization: Bearer s3cr3t-t0ken\\n\\n' ";

    private GoAuthWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await GoAuthWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Asks_once_before_the_first_request_however_many_there_are()
    {
        _world.Want("Authorization", Token1);
        _world.Program("helper", "echo \"asked $# $(cat | wc -c)\" >> $LOG; " + Say + "$A");
        await using var fetcher = _world.Fetcher("helper");
        Assert.Equal("", _world.Log);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => GoAuthWorld.StatusAsync(fetcher, $"{_world.A}/{i}", Token)));

        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.Equal("asked 0 0\n", _world.Log);
        Assert.Equal(20, _world.Server.Requests.Count);
    }

    [Fact]
    public async Task Asks_again_with_the_url_and_the_answer_and_repeats_the_request()
    {
        _world.Want("Authorization", Token1);
        _world.Program("helper", $"""[ $# = 2 ] || exit 0; printf '%s\n' "$1|$2" >> $LOG; cat >> $LOG; {Say} "$A" """);
        await using var fetcher = _world.Fetcher("helper 'an argument'");

        Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x/%21y?z", Token));
        Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/other", Token));

        var lines = _world.Log.Split('\n');
        Assert.Equal($"an argument|{_world.A}/x/%21y?z", lines[0]);
        Assert.Equal("HTTP/1.1 401 Unauthorized", lines[1]);
        Assert.Equal(["Content-Length: 11", "Content-Type: text/plain", "Www-Authenticate: Basic realm=\"x\""], lines[2..^2].Where(l => !l.StartsWith("Date:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(["", ""], lines[^2..]);
        Assert.Equal([null, Token1, Token1], _world.Server.Requests.Select(request => request["Authorization"]));
        Assert.Equal(2, _world.Trace.Count(line => line.Contains("/x/%21y?z", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("401", 401, true)]
    [InlineData("403", 403, true)]
    [InlineData("404: private things hide", 404, true)]
    [InlineData("410", 410, true)]
    [InlineData("429", 429, true)]
    [InlineData("416 is about a range", 416, false)]
    [InlineData("500", 500, false)]
    [InlineData("200", 200, false)]
    public async Task Asks_again_after_any_4xx(string name, int status, bool asks)
    {
        _ = name;
        _world.Server.Otherwise = _ => Reply.Failure(status);
        _world.Program("helper", "echo asked $1 >> $LOG");
        await using var fetcher = _world.Fetcher("helper");

        Assert.Equal(status, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));

        Assert.Equal(asks ? $"asked\nasked {_world.A}/x\n" : "asked\n", _world.Log);
        Assert.Single(_world.Server.Requests);
    }

    [Fact]
    public async Task Sends_all_headers_of_a_program_but_those_that_make_a_request()
    {
        _world.Want("PRIVATE-TOKEN", "s3cr3t");
        _world.Program("helper", "printf '%s\\n%s\\n\\nPRIVATE-TOKEN: s3cr3t\\nCookie:  a=b \\nX-Two: 1\\nX-Two: 2\\nHost: evil.test\\nRange: bytes=1-2\\nUser-Agent: mine\\n\\n' $A/x/ https://elsewhere.test/");
        await using var fetcher = _world.Fetcher("helper");

        Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x/y", Token));
        Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/other", Token));

        var request = _world.Server.Requests[0];
        Assert.Equal("a=b", request["Cookie"]);
        Assert.Equal("1,2", request["X-Two"]!.Replace(" ", ""));
        Assert.Equal("mine", request["User-Agent"]);
        Assert.Equal(_world.A["https://".Length..], request.Host);
        Assert.Null(request["Range"]);
        Assert.Null(_world.Server.Requests[^1]["PRIVATE-TOKEN"]);
    }

    [Fact]
    public async Task Leaves_every_header_behind_on_the_way_to_another_host()
    {
        _world.Want("PRIVATE-TOKEN", "s3cr3t");
        _world.Server.Answer("/x", Reply.Redirect(_world.B + "/y"));
        _world.Program("helper", "printf '%s\\n\\nPRIVATE-TOKEN: s3cr3t\\n\\n' $A");
        await using var fetcher = _world.Fetcher("helper");

        Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));

        Assert.Equal(["s3cr3t", null], _world.Server.Requests.Select(request => request["PRIVATE-TOKEN"]).Take(2));
    }

    [Fact]
    public async Task Is_neither_asked_nor_believed_over_plain_http()
    {
        await using var plain = await ScriptedUpstream.StartAsync();
        _world.Program("helper", "echo asked >> $LOG; " + Say + "https://127.0.0.1:" + plain.Port);
        await using var fetcher = _world.Fetcher("helper");

        Assert.Equal(404, await GoAuthWorld.StatusAsync(fetcher, plain.Url + "/x", Token));
        Assert.Equal("", _world.Log);
        Assert.Equal(404, await GoAuthWorld.StatusAsync(fetcher, _world.A.Replace("//", "//u:p@") + "/x", Token));
        Assert.Null(Assert.Single(plain.Requests)["Authorization"]);
        Assert.Equal("asked\n", _world.Log); // userinfo is an answer of its own: nobody is asked for a better one
    }

    [Fact]
    public async Task Believes_the_earlier_of_two_commands()
    {
        _world.Want("Authorization", Token1);
        _world.Program("one", "echo one >> $LOG; " + Say + "$A/x");
        _world.Program("two", "echo two >> $LOG; printf '%s\\n\\nAuthorization: wrong\\n\\n' $A/x");
        await using var fetcher = _world.Fetcher("one; two");

        Assert.Equal(200, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x/y", Token));
        Assert.Equal("two\none\n", _world.Log);
    }

    [Fact]
    public async Task Forgets_what_a_command_takes_back()
    {
        _world.Want("Authorization", "never");
        _world.Program("helper", "[ $# = 0 ] && " + Say + "$A || printf '%s\\n\\n\\n' $A");
        await using var fetcher = _world.Fetcher("helper");

        Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));
        Assert.Equal(401, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/y", Token));

        Assert.Equal([Token1, null], _world.Server.Requests.Select(request => request["Authorization"]));
    }

    [Fact]
    public async Task Asks_little_when_many_requests_are_refused_at_once()
    {
        _world.Want("Authorization", Token1);
        _world.Program("helper", "[ $# = 0 ] && exit; echo $1 >> $LOG; " + Say + "$A");
        await using var fetcher = _world.Fetcher("helper");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => GoAuthWorld.StatusAsync(fetcher, $"{_world.A}/{i}", Token)));

        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.InRange(_world.Log.Split('\n').Length - 1, 1, 6); // one for each connection to the host
    }

    [Fact]
    public async Task Uses_what_another_request_found_out_and_asks_for_itself_when_that_is_not_enough()
    {
        _world.Server.Otherwise = request => request["Authorization"] == "Bearer " + request.Target ? Reply.Text("welcome") : Reply.Failure(401);
        _world.Program("helper", "[ $# = 0 ] && exit; printf '%s\\n\\nAuthorization: Bearer %s\\n\\n' $1 ${1#$A}");
        await using var fetcher = _world.Fetcher("helper");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => GoAuthWorld.StatusAsync(fetcher, $"{_world.A}/{i}", Token)));

        Assert.All(statuses, status => Assert.Equal(200, status));
    }

    public static TheoryData<string, string, string> Failures => new()
    {
        { "exit code", "echo no luck >&2; exit 3", "  GOAUTH=helper …: could not run command helper …: exit status 3\nno luck" },
        { "secrets in its words", "echo Authorization: Bearer s3cr3t >&2; echo password=s3cr3t >&2; exit 1", "  GOAUTH=helper …: could not run command helper …: exit status 1\nAuthorization: xxxxx\npassword=xxxxx" },
        { "no URL", "printf 'nonsense s3cr3t\\n\\n\\n'", "  GOAUTH=helper …: cannot parse output of GOAUTH command helper …: could not parse URL: invalid URI for request" },
        { "a bad header", "printf 'https://a.b/\\n\\nAuthorization Bearer s3cr3t\\n\\n'", "  GOAUTH=helper …: cannot parse output of GOAUTH command helper …: invalid format: invalid header line" },
        { "an end too early", "printf 'https://a.b/\\n\\nA: s3cr3t\\n'", "  GOAUTH=helper …: cannot parse output of GOAUTH command helper …: invalid format: missing empty line after headers" },
        { "too much", "head -c 2000000 /dev/zero", "  GOAUTH=helper …: could not run command helper …: more than 1048576 bytes of output" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Goes_on_without_a_program_that_fails_and_says_so_in_the_trace(string name, string script, string expected)
    {
        _ = name;
        _world.Program("helper", script);
        await using var fetcher = _world.Fetcher("helper --token=s3cr3t");

        Assert.Equal(404, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));

        Assert.Contains(expected, _world.Trace);
        Assert.Contains($"GOAUTH encountered errors for {_world.A}/x:", _world.Trace);
        Assert.DoesNotContain("s3cr3t", string.Join('\n', _world.Trace), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "no-such-helper", "could not run command no-such-helper: exec: \"no-such-helper\": executable file not found in $PATH")]
    [InlineData("a quote without end", "helper 'x", "cannot parse GOAUTH command helper …: unterminated ' string")]
    [InlineData("a path that is not", "./bin/none", "could not run command ./bin/none: exec: \"./bin/none\": stat ./bin/none: no such file or directory")]
    [InlineData("only in the current directory", "local-helper", "could not run command local-helper: exec: \"local-helper\": executable file not found in $PATH")]
    public async Task Starts_only_what_go_would_start(string name, string goAuth, string expected)
    {
        _ = name;
        _world.Files.Write("work/local-helper", "#!/bin/sh\necho > ran\n");
        File.SetUnixFileMode(_world.Files["work/local-helper"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var fetcher = _world.Fetcher(goAuth);

        Assert.Equal(404, await GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token));

        Assert.Contains(_world.Trace, line => line.EndsWith(expected, StringComparison.Ordinal));
        Assert.False(File.Exists(_world.Files["work/ran"]));
    }

    [Fact]
    public async Task Kills_a_program_and_its_children_when_nobody_waits_any_more()
    {
        using var cancelled = new CancellationTokenSource();
        using var pipe = new FileStream(MakePipe(), FileMode.Open, FileAccess.ReadWrite);
        _world.Program("helper", "sleep 1000 & echo $! > $FIFO; sleep 1000");
        await using var fetcher = _world.Fetcher("helper");

        var request = GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", cancelled.Token);
        var buffer = new byte[20];
        var child = int.Parse(System.Text.Encoding.ASCII.GetString(buffer, 0, await pipe.ReadAsync(buffer, Token)).Trim(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(IsRunning(child));
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        for (var i = 0; i < 500 && IsRunning(child); i++)
        {
            await Task.Delay(10, Token);
        }

        Assert.False(IsRunning(child));
        Assert.Empty(_world.Server.Requests);
    }

    [Fact]
    public async Task Gives_up_on_a_program_that_does_not_end()
    {
        var time = new FakeTimeProvider();
        using var pipe = new FileStream(MakePipe(), FileMode.Open, FileAccess.ReadWrite);
        _world.Program("helper", "echo . > $FIFO; exec sleep 1000");
        await using var fetcher = _world.Fetcher("helper", time);

        var request = GoAuthWorld.StatusAsync(fetcher, _world.A + "/x", Token);
        foreach (var _ in new[] { "before the first request", "after the refusal" })
        {
            Assert.Equal(2, await pipe.ReadAsync(new byte[2], Token));
            time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(404, await request);
        Assert.Contains("  GOAUTH=helper: could not run command helper: did not end within 5 minutes", _world.Trace);
    }

    private string MakePipe()
    {
        _world.Variables["FIFO"] = _world.Files["fifo"];
        using var made = Process.Start("mkfifo", [_world.Files["fifo"]]);
        made.WaitForExit();
        return _world.Files["fifo"];
    }

    // A child whose parent is gone may wait for its end to be noticed.
    private static bool IsRunning(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].StartsWith(" Z", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
