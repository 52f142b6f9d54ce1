using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sutler.Errors;
using Sutler.Server.Listening;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Server;

/// <summary>Where a server listens, and as whom.</summary>
public sealed class ListeningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1:7878", "127.0.0.1:7878", true)]
    [InlineData("localhost:0", "127.0.0.1:0", true)]
    [InlineData("[::1]:80", "[::1]:80", true)]
    [InlineData("[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]:80", true)]
    [InlineData(":80", "[::]:80", false)]
    [InlineData("*:80", "[::]:80", false)]
    [InlineData("0.0.0.0:80", "0.0.0.0:80", false)]
    [InlineData("192.0.2.1:65535", "192.0.2.1:65535", false)]
    public void Reads_an_address(string text, string shown, bool isLoopback)
    {
        Assert.True(ListenAddress.TryParse(text, out var address, out _));
        Assert.Equal((shown, isLoopback), (address.ToString(), address.IsLoopback));
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:80 ")]
    [InlineData("1:80")] // an address to some parsers
    [InlineData("0x7f.0.0.1:80")]
    [InlineData("::1:80")] // where does the port begin?
    [InlineData("example.com:80")]
    [InlineData("http://127.0.0.1:80")]
    public void Refuses_what_is_no_address(string text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out var error));
        Assert.StartsWith("must b", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speaks_TLS_and_with_it_HTTP_2()
    {
        using var files = new ScratchDirectory();
        using var authority = new TestCertificateAuthority();
        using var issued = authority.Issue("127.0.0.1", "localhost");
        files.Write("cert.pem", issued.ExportCertificatePem() + "\n" + authority.RootPem);
        files.Write("key.pem", issued.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        using var certificate = ServerCertificate.Read(files["cert.pem"], files["key.pem"]);
        Assert.Single(certificate.Chain);
        await using var world = await HostWorld.StartAsync(certificate: certificate);
        Assert.StartsWith("https://127.0.0.1:", world.Address, StringComparison.Ordinal);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authority.Roots);
            using var client = new HttpClient(handler) { DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
            var response = await client.GetAsync($"{world.Address}/go/ex.com/!mod/@v/list", Token);
            Assert.Equal((version, "List ex.com/Mod"), (response.Version, await response.Content.ReadAsStringAsync(Token)));
        }
    }

    [Fact]
    public void Says_what_is_wrong_with_a_certificate()
    {
        using var files = new ScratchDirectory();
        files.Write("junk.pem", "junk");
        using var authority = new TestCertificateAuthority();
        using var one = authority.Issue("localhost");
        using var other = authority.Issue("localhost");
        files.Write("cert.pem", one.ExportCertificatePem());
        files.Write("key.pem", other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        foreach (var (certificate, key) in new[] { ("none.pem", "key.pem"), ("junk.pem", "key.pem"), ("cert.pem", "junk.pem"), ("cert.pem", "key.pem") })
        {
            var failure = Assert.Throws<SutlerException>(() => ServerCertificate.Read(files[certificate], files[key]));
            Assert.Contains(certificate, failure.Message, StringComparison.Ordinal);
        }
    }
}
