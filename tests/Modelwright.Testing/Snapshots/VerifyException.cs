namespace VerifyXunit;

/// <summary>What a test produced is not what its <c>.verified</c> file says.</summary>
public sealed class VerifyException(string message) : Exception(message);
