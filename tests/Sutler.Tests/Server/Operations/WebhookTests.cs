using System.Security.Cryptography;
using System.Text;
using Sutler.Server;
using Sutler.Server.Identity;
using Xunit;

namespace Sutler.Tests.Server.Operations;

/// <summary>Push events of hosting services: whose they are, and what they refresh.</summary>
public sealed class WebhookTests
{
    private const string Secret = "hush-hush-hush-hush";
    private const string Target = "/api/webhook";
    private const string GitHub = """{"ref":"refs/tags/v1.2.0","repository":{"html_url":"https://github.com/Owner/lib","clone_url":"https://github.com/Owner/lib.git"}}""";

    private readonly RecordedOperations _operations = new();

    public static TheoryData<string, string, string[]> Events => new()
    {
        { "github", GitHub, ["refresh github.com/Owner/lib/..."] },
        { "gitlab", """{"object_kind":"tag_push","project":{"web_url":"https://gitlab.ex.com/group/sub/lib","git_http_url":"https://gitlab.ex.com/group/sub/lib.git"},"repository":{"homepage":"https://gitlab.ex.com/group/sub/lib","url":"git@gitlab.ex.com:group/sub/lib.git"}}""", ["refresh gitlab.ex.com/group/sub/lib/..."] },
        { "gitea, with a port", """{"repository":{"html_url":"http://Git.Ex.com:3000/a/b/"}}""", ["refresh git.ex.com/a/b/..."] },
        { "two addresses", """{"repository":{"html_url":"https://ex.com/a/b","clone_url":"https://git.ex.com/a/b.git"}}""", ["refresh ex.com/a/b/...", "refresh git.ex.com/a/b/..."] },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Refreshes_the_modules_of_a_repository(string name, string body, string[] done)
    {
        Assert.NotEmpty(name);
        await using var world = await StartAsync();
        Assert.Equal(200, (await world.PostAsync(Target, body, Signed(body))).Status);
        Assert.Equal(done, _operations.Done);
    }

    [Fact]
    public async Task Refreshes_modules_that_the_address_names_besides()
    {
        await using var world = await StartAsync();
        var (status, answer) = await world.PostAsync(Target + "?module=go.ex.com/lib&module=go.ex.com/other", GitHub, Signed(GitHub));
        Assert.Equal((200, "{\"modules\":[\"github.com/Owner/lib/...\",\"go.ex.com/lib/...\",\"go.ex.com/other/...\"],\"expired\":9}\n"), (status, answer));
        Assert.Equal(400, (await world.PostAsync(Target + "?module=../x", GitHub, Signed(GitHub))).Status);
    }

    [Theory]
    [InlineData("GitLab's token", "X-Gitlab-Token", Secret, 200)]
    [InlineData("another token", "X-Gitlab-Token", "hush-hush-hush-hust", 401)]
    [InlineData("an empty token", "X-Gitlab-Token", "", 401)]
    [InlineData("another's signature", "X-Hub-Signature-256", "sha256=0000000000000000000000000000000000000000000000000000000000000000", 401)]
    [InlineData("no hexadecimal", "X-Hub-Signature-256", "sha256=zz00000000000000000000000000000000000000000000000000000000000000", 401)]
    [InlineData("a short one", "X-Hub-Signature-256", "sha256=00", 401)]
    [InlineData("the old algorithm", "X-Hub-Signature", "sha1=0000000000000000000000000000000000000000", 401)]
    [InlineData("the secret as token of operators", "Authorization", "Bearer hush-hush-hush-hush", 401)]
    public async Task Believes_only_who_knows_the_secret(string name, string header, string value, int status)
    {
        Assert.NotEmpty(name);
        await using var world = await StartAsync();
        Assert.Equal(status, (await world.PostAsync(Target, GitHub, (header, value))).Status);
        Assert.Equal(status == 200 ? 1 : 0, _operations.Done.Count);
    }

    [Fact]
    public async Task Believes_no_signature_of_another_body_even_beside_the_token()
    {
        await using var world = await StartAsync();
        Assert.Equal(401, (await world.PostAsync(Target, GitHub + " ", Signed(GitHub), ("X-Gitlab-Token", Secret))).Status);
        Assert.Empty(_operations.Done);
    }

    [Fact]
    public async Task Lets_nobody_guess_the_secret()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(401, (await world.PostAsync(Target, GitHub, ("X-Gitlab-Token", "guess"))).Status);
        }

        Assert.Equal(429, (await world.PostAsync(Target, GitHub, Signed(GitHub))).Status);
        Assert.Empty(_operations.Done);
    }

    [Theory]
    [InlineData("no JSON", "payload=%7B%7D", 400, "the body is no JSON")]
    [InlineData("deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 400, "the body is no JSON")]
    [InlineData("no object", "[]", 422, "names no repository")]
    [InlineData("no repository", "{}", 422, "names no repository")]
    [InlineData("of another form", """{"repository":7,"project":{"web_url":[]}}""", 422, "names no repository")]
    [InlineData("another scheme", """{"repository":{"html_url":"file:///etc/passwd"}}""", 422, "names no repository")]
    [InlineData("no module path", """{"repository":{"html_url":"https://localhost/../a b"}}""", 422, "names no repository")]
    public async Task Says_what_is_wrong_with_an_event(string name, string body, int status, string reason)
    {
        Assert.NotEmpty(name);
        await using var world = await StartAsync();
        var (seen, answer) = await world.PostAsync(Target, body, Signed(body));
        Assert.Equal(status, seen);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
        Assert.Empty(_operations.Done);
    }

    [Fact]
    public async Task Answers_a_ping()
    {
        await using var world = await StartAsync();
        Assert.Equal((200, "{\"modules\":[],\"expired\":0}\n"), await world.PostAsync(Target, "{}", Signed("{}"), ("X-GitHub-Event", "ping")));
    }

    [Theory]
    [InlineData("said before", "Content-Length: 1048577\r\n\r\n", 0)]
    [InlineData("found out", "Transfer-Encoding: chunked\r\n\r\n100001\r\n", 0x100001)]
    public async Task Takes_no_more_than_a_mebibyte(string name, string rest, int body)
    {
        Assert.NotEmpty(name);
        await using var world = await StartAsync();
        var answer = await world.SendRawAsync($"POST {Target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Gitlab-Token: {Secret}\r\n{rest}{new string('x', body)}");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("the body has more than 1024 KiB", answer, StringComparison.Ordinal);
        Assert.Empty(_operations.Done);
    }

    [Fact]
    public async Task Takes_none_without_a_secret()
    {
        await using var world = await HostWorld.StartAsync(with: options => options with { Operations = _operations });
        var (status, answer) = await world.PostAsync(Target, GitHub, Signed(GitHub));
        Assert.Equal(403, status);
        Assert.Contains("server.webhookSecretFile", answer, StringComparison.Ordinal);
        Assert.Empty(_operations.Done);
    }

    [Fact]
    public async Task Needs_no_other_token_and_gives_no_other_right()
    {
        await using var world = await StartAsync(options => options with { Token = AccessToken.Of("correct-horse-battery"), AdminToken = AccessToken.Of("operators-alone-know-it") });
        Assert.Equal(200, (await world.PostAsync(Target, GitHub, Signed(GitHub))).Status);
        Assert.Equal(401, (await world.PostAsync("/api/purge/ex.com/mod", "", ("X-Gitlab-Token", Secret))).Status);
        Assert.Equal(["refresh github.com/Owner/lib/..."], _operations.Done);
    }

    private static (string, string) Signed(string body) =>
        ("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.UTF8.GetBytes(body))));

    private Task<HostWorld> StartAsync(Func<ProxyHostOptions, ProxyHostOptions>? with = null) =>
        HostWorld.StartAsync(with: options => (with ?? (static same => same))(options with { Operations = _operations, WebhookSecret = WebhookSecret.Of(Secret) }));
}
