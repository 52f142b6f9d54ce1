using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Doctor;
using Sutler.Go.Environment;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>Programs of GOAUTH that do not end, and what others find.</summary>
public sealed class WatchedCredentialsTests
{
    private static readonly Url Place = Url.Parse("https://goproxy.corp.example/");

    [Fact]
    public async Task Gives_up_a_program_that_does_not_end_and_asks_it_no_more()
    {
        var clock = new FakeTimeProvider();
        var source = new Source();
        var watched = new WatchedCredentials(source, World(clock, source));

        var find = watched.FindAsync(Place, TestContext.Current.CancellationToken).AsTask();
        clock.Advance(WatchedCredentials.FirstLimit);

        Assert.Null(await find);
        Assert.Null(await watched.FindAsync(Place, TestContext.Current.CancellationToken));
        Assert.Equal(1, source.Asked);
        Assert.Equal(new Finding.CredentialsHang("GOAUTH=/opt/helper …", TimeSpan.FromSeconds(20), "environment"), watched.TakeHang());
        Assert.Null(watched.TakeHang());
        await watched.DisposeAsync();
    }

    [Fact]
    public void A_program_that_does_not_end_is_told_before_what_the_source_says()
    {
        var subject = new Subject(null, IsPrivate: false, "", "", "environment");
        var verdict = Verdict.From(subject,
        [
            new Step("credentials", StepStatus.Fail, "") { Finding = new Finding.CredentialsHang("GOAUTH=/opt/helper …", TimeSpan.FromSeconds(20), "environment") },
            new Step("source", StepStatus.Fail, "") { Finding = new Finding.SourceFailed(new SourceFault(FaultClass.AccessDenied, "401"), IsDecisive: true) },
        ]);
        Assert.Equal(FaultClass.CredentialsHang, verdict.Class);
        Assert.StartsWith("run that program by hand", verdict.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Api-Key", "abcdefsecret", "abcdefsecret")]
    [InlineData("Authorization", "Bearer t0ken-abc", "t0ken-abc")]
    [InlineData("Authorization", "Basic bWU6czNjcjN0cHc=", "s3cr3tpw")]
    public async Task What_is_found_is_a_secret_from_then_on(string name, string value, string repeated)
    {
        var source = new Source { Answer = new CredentialHeaders([(name, value)]) };
        var world = World(new FakeTimeProvider(), source);
        await using var watched = new WatchedCredentials(source, world);
        await watched.FindAsync(Place, TestContext.Current.CancellationToken);
        Assert.Equal("denied for xxxxx", world.Filter.Clean("denied for " + repeated));
    }

    private static CheckupWorld World(FakeTimeProvider clock, Source source) => new()
    {
        Direct = _ => throw new InvalidOperationException("nobody goes direct here"),
        Environment = GoEnvironmentReader.Read(new Dictionary<string, string> { ["GOAUTH"] = "/opt/helper --token x", ["GOENV"] = "off" }, "/"),
        Origins = new Dictionary<string, string> { ["GOAUTH"] = "environment" },
        Http = new HttpFetcherOptions { TimeProvider = clock, Credentials = source },
        Filter = new SecretFilter([]),
    };

    private sealed class Source : ICredentialSource
    {
        public CredentialHeaders? Answer { get; init; }

        public int Asked { get; private set; }

        public async ValueTask<CredentialHeaders?> FindAsync(Url url, CancellationToken cancellationToken)
        {
            Asked++;
            await (Answer is null ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask);
            return Answer;
        }

        public ValueTask<CredentialHeaders?> RefreshAsync(CredentialRefusal refusal, CancellationToken cancellationToken) => FindAsync(refusal.Url, cancellationToken);
    }
}
