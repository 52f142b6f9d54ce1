using Sutler.Go.Json;
using Xunit;

namespace Sutler.Tests.Json;

public sealed class GoTimeFormTests
{
    private const string As = " as \"2006-01-02T15:04:05Z07:00\": cannot parse ";

    [Theory]
    [InlineData("UTC", "2018-02-14T00:54:53Z", "2018-02-14T00:54:53Z")]
    [InlineData("offset kept", "2018-02-14T00:54:53-07:30", "2018-02-14T00:54:53-07:30")]
    [InlineData("no offset is Z", "2018-02-14T00:54:53+00:00", "2018-02-14T00:54:53Z")]
    [InlineData("nor is a negative one", "2018-02-14T00:54:53-00:00", "2018-02-14T00:54:53Z")]
    [InlineData("final zeros go", "2018-02-14T00:54:53.1200Z", "2018-02-14T00:54:53.12Z")]
    [InlineData("all of them", "2018-02-14T00:54:53.000Z", "2018-02-14T00:54:53Z")]
    [InlineData("nanoseconds are the end", "2018-02-14T00:54:53.1234567899Z", "2018-02-14T00:54:53.123456789Z")]
    [InlineData("a comma will do", "2018-02-14T00:54:53,5Z", "2018-02-14T00:54:53.5Z")]
    [InlineData("an hour of one digit too", "2018-02-14T1:54:53Z", "2018-02-14T01:54:53Z")]
    [InlineData("sixty minutes of offset", "2018-02-14T01:54:53+01:60", "2018-02-14T01:54:53+02:00")]
    [InlineData("leap day", "2020-02-29T00:00:00Z", "2020-02-29T00:00:00Z")]
    [InlineData("year 0", "0000-02-29T00:00:00Z", "0000-02-29T00:00:00Z")]
    public void Prints_as_go_marshals(string name, string text, string expected)
    {
        _ = name;
        Assert.True(GoTime.TryParse(text, out var time, out var error), error);
        Assert.Equal(expected, time.ToString());
    }

    [Theory]
    [InlineData("month", "2020-13-01T00:00:00Z", ": month out of range")]
    [InlineData("day", "2020-02-30T00:00:00Z", ": day out of range")]
    [InlineData("hour", "2020-02-03T24:00:00Z", ": hour out of range")]
    [InlineData("leap second", "2020-02-03T00:00:60Z", ": second out of range")]
    [InlineData("rest", "2020-02-03T01:00:00Zx", ": extra text: \"x\"")]
    [InlineData("offset", "2020-02-03T01:00:00+25:00", ": time zone offset hour out of range")]
    [InlineData("blank for T", "2020-02-03 01:00:00Z", As + "\" 01:00:00Z\" as \"T\"")]
    [InlineData("one digit of month", "2020-2-03T01:00:00Z", As + "\"2-03T01:00:00Z\" as \"01\"")]
    [InlineData("no offset", "2020-02-03T01:00:00", As + "\"\" as \"Z07:00\"")]
    [InlineData("empty", "", As + "\"\" as \"2006\"")]
    public void Says_what_is_wrong_in_gos_words(string name, string text, string expected)
    {
        _ = name;
        Assert.False(GoTime.TryParse(text, out _, out var error));
        Assert.Equal($"parsing time \"{text}\"{expected}", error);
    }
}
