using Sutler.Errors;
using Sutler.Serving;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.Serving.Checksums;

public sealed class RelayedDatabasesTests
{
    private static readonly string Key = NoteSigner.Published.VerifierText;

    [Theory]
    [InlineData("default", "sum.golang.org", "", "sum.golang.org")]
    [InlineData("mirror", "sum.golang.google.cn", "", "sum.golang.org")]
    [InlineData("off", "off", "", "")]
    [InlineData("off but one of the settings", "off", "KEY", "localhost.localdev/sumdb")]
    [InlineData("both", "sum.golang.org", "KEY https://sum.example.com", "sum.golang.org localhost.localdev/sumdb")]
    [InlineData("the same twice", "KEY", "KEY", "localhost.localdev/sumdb")]
    public void Are_those_of_the_environment_and_the_settings(string name, string gosumdb, string further, string expected)
    {
        _ = name;
        var found = RelayedDatabases.Find(WithKey(gosumdb), further.Length == 0 ? [] : [WithKey(further)]);
        Assert.Equal(expected, string.Join(' ', found.Select(database => database.Name)));
    }

    [Theory]
    [InlineData("two ways to one", "KEY", "KEY https://sum.example.com", "is given twice")]
    [InlineData("nonsense", "bad", "", "malformed verifier id")]
    public void Are_refused_where_they_make_no_sense(string name, string gosumdb, string further, string expected)
    {
        _ = name;
        var failure = Assert.Throws<SutlerException>(() => RelayedDatabases.Find(WithKey(gosumdb), further.Length == 0 ? [] : [WithKey(further)]));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private static string WithKey(string text) => text.Replace("KEY", Key, StringComparison.Ordinal);
}
