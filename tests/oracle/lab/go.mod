module sealcheck.example/oracle/lab

go 1.24.0
