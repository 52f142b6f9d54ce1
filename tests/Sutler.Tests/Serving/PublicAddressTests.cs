using System.Net;
using Sutler.Errors;
using Sutler.Go.Direct.Discovery;
using Sutler.GoModules.Modules;
using Sutler.Serving;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Serving;

/// <summary>Where a server does not go, whatever it is asked for.</summary>
public sealed class PublicAddressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.0.1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)] // where clouds keep credentials
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)] // 127.0.0.1 behind NAT64
    [InlineData("2002:7f00:1::", false)] // and by 6to4
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12::1", false)]
    [InlineData("ff02::1", false)]
    public void Are_told_from_others(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddresses.Refuse(IPAddress.Parse(address)) is null);

    [Theory]
    [InlineData("its address", "https://git.example.com/x", false)]
    [InlineData("one of its addresses", "https://both.example.com/x", false)]
    [InlineData("an address as name", "https://169.254.169.254/x", false)]
    [InlineData("an IPv6 address as name", "https://[::1]/x", false)]
    [InlineData("no address", "file:///etc", false)]
    [InlineData("public", "https://public.example.com/x", true)]
    [InlineData("public, by ssh", "ssh://git@public.example.com/x", true)]
    public async Task No_repository_is_visited_elsewhere(string name, string url, bool isVisited)
    {
        Assert.NotEmpty(name);
        var finder = new PublicFinder(new FixedFinder(new RepositoryRoot("ex.com/mod", "git", url)), (host, _) => Task.FromResult(host switch
        {
            "public.example.com" => new[] { IPAddress.Parse("8.8.8.8") },
            "both.example.com" => [IPAddress.Parse("8.8.8.8"), IPAddress.Loopback],
            _ => [IPAddress.Parse("10.0.0.1")],
        }));
        if (isVisited)
        {
            Assert.Equal(url, (await finder.FindAsync(ModulePath.Parse("ex.com/mod"), Token)).Url);
            return;
        }

        var failure = await Assert.ThrowsAsync<SutlerException>(() => finder.FindAsync(ModulePath.Parse("ex.com/mod"), Token));
        Assert.False(failure.IsNotExist);
    }

    [Theory]
    [InlineData("named")]
    [InlineData("by address")]
    [InlineData("by a redirect")]
    public async Task No_page_is_read_elsewhere(string way)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Answer("/secret", Reply.Text("secret"));
        upstream.Answer("/away", Reply.Redirect($"http://127.0.0.2:{upstream.Port}/secret"));
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions
        {
            Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Parse("127.0.0.3") }),
            // The first hop of the redirect must be possible.
            RefuseAddress = address => way == "by a redirect" && address.Equals(IPAddress.Loopback) ? null : PublicAddresses.Refuse(address),
        });
        var url = way switch
        {
            "named" => $"http://internal.example:{upstream.Port}/secret",
            "by address" => $"http://127.0.0.1:{upstream.Port}/secret",
            _ => upstream.Url + "/away",
        };
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(async () => await fetcher.GetAsync(new FetchRequest(Url.Parse(url), FetchPriority.Metadata), Token));
        Assert.Contains("is no public address", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/secret", upstream.Targets);
    }

    private sealed class FixedFinder(RepositoryRoot root) : IRepositoryFinder
    {
        public Task<RepositoryRoot> FindAsync(ModulePath path, CancellationToken cancellationToken) => Task.FromResult(root);
    }
}
